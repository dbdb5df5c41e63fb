import { once } from 'node:events'
import { join } from 'node:path'
import { startWorld } from './sample/world.ts'

/** `npm start`: Sallyport on its embedded database, with a sample policy, a sample upstream and a development issuer. */
const directory = join(import.meta.dirname, '..', '.sallyport')
const ports = { agents: 7070, people: 7071, status: 7072, proxy: 7074, issuer: 7080, upstream: 7081 }
const world = await startWorld({ directory, ports })

console.log(`Sallyport listens: agents ${world.urls.agents}, people ${world.urls.people}, status ${world.urls.status}, proxy ${world.urls.proxy}
Configuration ${world.configFile}, log ${world.logFile}. In another terminal, in this directory:

  TOKEN=$(npm run -s token); GATE=127.0.0.1:7070            # an ID token, exchanged for a session
  git clone http://run:$TOKEN@$GATE/c/forge/acme/shop.git /tmp/shop && cd /tmp/shop
  git checkout -b feature && git -c user.name=me -c user.email=me@example.com commit --allow-empty -m work
  git push origin feature                                   # allowed
  git push origin feature:main                              # held: approve it in a third terminal, in this directory:
      npm run -s sallyport -- approvals list
      npm run -s sallyport -- approvals approve <id>
  git push origin --delete release/1.0                      # refused, with the reason
  curl -H "Authorization: Bearer $TOKEN" $GATE/c/api/v1/settings      # the key in it is masked
  export SALLYPORT_URL=http://$GATE                         # any command, with no token in it, by the upstreams' own names;
  export ACTIONS_ID_TOKEN_REQUEST_URL=${world.issuer.url}/id-token ACTIONS_ID_TOKEN_REQUEST_TOKEN=runner
  npm run -s sallyport -- run -- git ls-remote https://forge.test/acme/shop.git     # in this directory, like the next:
  npm run -s sallyport -- run --leases '[{"type":"sallyport_lease","connections":["forge"],"resources":["acme/shop"],"seconds":60}]' \\
      -- git ls-remote https://forge.test/acme/till.git     # refused: the lease is for another repository
  npm run -s sallyport -- sessions list                     # then: sessions show <id>

Ctrl-C stops everything; what it wrote stays in ${directory}.`)

const ended = once(world.gateway, 'exit')
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void world.close())
await ended
await world.close()
