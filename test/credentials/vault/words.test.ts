import { vaultFault } from '../../../src/credentials/vault/words.ts'
import { fault, MISCONFIGURED } from '../surroundings.ts'

const deleted = (metadata: object) => JSON.stringify({ data: { data: null, metadata } })

test.each([
  [503, '{"errors":["Vault is sealed"]}', 'refused', 'Vault is sealed'],
  [503, '{"errors":["upstream hunter2"]}', 'refused', 'Vault answered 503 to kv/data/ci: upstream [masked]'],
  [
    403,
    '{"errors":["1 error occurred:\\n\\t* permission denied\\n\\n"]}',
    'refused',
    'Vault refused kv/data/ci: 1 error occurred: * permission denied',
  ],
  [403, '<html>', 'refused', 'Vault refused kv/data/ci: permission denied'],
  [404, '{"errors":[]}', MISCONFIGURED, 'Vault has nothing at kv/data/ci'],
  [404, '{"errors":["no handler for route"]}', MISCONFIGURED, 'Vault has nothing at kv/data/ci: no handler for route'],
  [
    404,
    deleted({ deletion_time: '2026-01-01T00:00:00Z', destroyed: false }),
    MISCONFIGURED,
    'Vault has nothing at kv/data/ci: its newest version was deleted',
  ],
  [
    404,
    deleted({ deletion_time: '', destroyed: true }),
    MISCONFIGURED,
    'Vault has nothing at kv/data/ci: its newest version was destroyed',
  ],
  [307, '', 'refused', 'Vault answered 307 to kv/data/ci: name the address that it leads to'],
  [
    400,
    '{"errors":["invalid role or secret ID",7]}',
    'refused',
    'Vault answered 400 to kv/data/ci: invalid role or secret ID',
  ],
  [429, '', 'refused', 'Vault answered 429 to kv/data/ci'],
])('%i %s', (status, text, expected, message) => {
  const mask = (words: string) => words.replaceAll('hunter2', '[masked]')
  expect(vaultFault({ status, text }, 'kv/data/ci', mask)).toEqual(fault(expected, message))
})
