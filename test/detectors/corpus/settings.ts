import { camel, header, kebab, pascal, screaming, snake } from './names.ts'
import { base64, HEX } from './random.ts'
import type { Surrounding } from './sources.ts'

/** Files of settings, pipelines, machines and talk. */
export const settings: readonly Surrounding[] = [
  ['.env', (name, value) => `NODE_ENV=production\nPORT=8080\n${screaming(name)}=${value}\nLOG_LEVEL=info\n`],
  [
    '.env.local',
    (name, value) => `# local only\nNEXT_PUBLIC_URL="http://localhost:3000"\n${screaming(name)}="${value}"\n`,
  ],
  [
    'config.json',
    (name, value, { whole }) =>
      `{\n  "name": "shop",\n  "replicas": ${whole(1, 9)},\n  "${camel(name)}": "${value}",\n  "features": ["search", "basket"]\n}\n`,
  ],
  [
    'appsettings.Production.json',
    (name, value) =>
      `{\n  "Logging": { "LogLevel": { "Default": "Warning" } },\n  "Acme": {\n    "${pascal(name)}": "${value}"\n  }\n}\n`,
  ],
  [
    'task-definition.json',
    (name, value) =>
      `{"family":"shop","containerDefinitions":[{"name":"web","environment":[{"name":"PORT","value":"80"},{"name":"${screaming(name)}","value":"${value}"}]}]}\n`,
  ],
  [
    'config.yaml',
    (name, value) => `server:\n  port: 8080\nacme:\n  region: eu-central-1\n  ${snake(name)}: ${value}\n  retries: 3\n`,
  ],
  [
    'values.yaml',
    (name, value) =>
      `image:\n  repository: acme/shop\n  tag: 1.4.2\nsecrets:\n  ${camel(name)}: "${value}"\nresources: {}\n`,
  ],
  [
    'docker-compose.yml',
    (name, value) =>
      `services:\n  web:\n    image: acme/shop:1.4\n    environment:\n      - NODE_ENV=production\n      - ${screaming(name)}=${value}\n    ports: ["8080:8080"]\n`,
  ],
  [
    'compose.yaml',
    (name, value) =>
      `services:\n  db:\n    image: postgres:17\n    environment:\n      ${screaming(name)}: '${value}'\n    volumes: [data:/var/lib/postgresql]\n`,
  ],
  [
    '.github/workflows/deploy.yml',
    (name, value, { chars }) =>
      `name: deploy\non: { push: { branches: [main] } }\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env:\n      ${screaming(name)}: ${value}\n    steps:\n      - uses: actions/checkout@${chars(HEX, 40)}\n      - run: make deploy\n`,
  ],
  [
    '.gitlab-ci.yml',
    (name, value) =>
      `stages: [build, ship]\n\nvariables:\n  ${screaming(name)}: "${value}"\n\nship:\n  stage: ship\n  script: ["./ship.sh"]\n`,
  ],
  [
    'k8s/secret.yaml',
    (name, value) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\ntype: Opaque\nstringData:\n  ${kebab(name)}: ${value}\n`,
  ],
  [
    'k8s/deployment.yaml',
    (name, value) =>
      `apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: acme/shop:1.4\n          env:\n            - name: ${screaming(name)}\n              value: "${value}"\n`,
  ],
  [
    'main.tf',
    (name, value) =>
      `terraform {\n  required_version = ">= 1.9"\n}\n\nresource "acme_service" "shop" {\n  region = "eu-central-1"\n  ${snake(name)} = "${value}"\n}\n`,
  ],
  ['terraform.tfvars', (name, value) => `region   = "eu-central-1"\nreplicas = 3\n${snake(name)}    = "${value}"\n`],
  [
    'Dockerfile',
    (name, value) =>
      `FROM node:24-slim\nWORKDIR /app\nENV ${screaming(name)}=${value}\nCOPY . .\nCMD ["node", "server.js"]\n`,
  ],
  [
    'docker/Dockerfile',
    (name, value) => `FROM python:3.13\nARG ${screaming(name)}="${value}"\nRUN pip install -r requirements.txt\n`,
  ],
  [
    'deploy.sh',
    (name, value) =>
      `#!/usr/bin/env bash\nset -euo pipefail\n\nexport ${screaming(name)}="${value}"\nexport REGION=eu-central-1\nmake deploy\n`,
  ],
  ['.envrc', (name, value) => `layout node\nexport ${screaming(name)}='${value}'\n`],
  [
    'scripts/call.sh',
    (name, value) =>
      `#!/bin/sh\n# lists what is there\nacme --endpoint https://api.acme.dev --${kebab(name)}=${value} list --all\n`,
  ],
  [
    'scripts/request.sh',
    (name, value) =>
      `curl -sS -X POST https://api.acme.dev/v2/orders \\\n  -H "Content-Type: application/json" \\\n  -H "X-${header(name)}: ${value}" \\\n  -d @order.json\n`,
  ],
  [
    'setup.cfg',
    (name, value) =>
      `[acme]\nendpoint = https://api.acme.dev\n${snake(name)} = ${value}\n\n[flake8]\nmax-line-length = 100\n`,
  ],
  [
    'config.toml',
    (name, value) => `[server]\nbind = "0.0.0.0:8080"\n\n[acme]\n${snake(name)} = "${value}"\nretries = 3\n`,
  ],
  [
    'web.config',
    (name, value) =>
      `<?xml version="1.0"?>\n<configuration>\n  <appSettings>\n    <add key="Region" value="eu" />\n    <add key="${pascal(name)}" value="${value}" />\n  </appSettings>\n</configuration>\n`,
  ],
  [
    'settings.xml',
    (name, value) =>
      `<settings>\n  <server>\n    <id>acme</id>\n    <${camel(name)}>${value}</${camel(name)}>\n  </server>\n</settings>\n`,
  ],
  [
    'logs/build.log',
    (name, value) =>
      `2026-03-04T11:22:33.456Z INFO  starting shop 1.4.2\n2026-03-04T11:22:33.460Z DEBUG env PORT=8080 ${screaming(name)}=${value} LANG=C\n2026-03-04T11:22:34.001Z INFO  listening\n`,
  ],
  [
    'docs/setup.md',
    (name, value) =>
      `# Setting up\n\n1. Install the tools.\n2. Export the key:\n\n   \`\`\`sh\n   export ${screaming(name)}=${value}\n   \`\`\`\n\n3. Run \`make\`.\n`,
  ],
  [
    'changes.patch',
    (name, value, { chars }) =>
      `diff --git a/config.yaml b/config.yaml\nindex ${chars(HEX, 7)}..${chars(HEX, 7)} 100644\n--- a/config.yaml\n+++ b/config.yaml\n@@ -1,3 +1,3 @@\n acme:\n-  ${snake(name)}: ""\n+  ${snake(name)}: "${value}"\n   retries: 3\n`,
  ],
  [
    'answer.json',
    (name, value) =>
      `${JSON.stringify({ status: 200, body: JSON.stringify({ id: 7, [snake(name)]: value, ok: true }) })}\n`,
  ],
]

/** Where only a value with a shape of its own can be told: nothing beside it says what it is. */
export const nameless: readonly Surrounding[] = [
  ['notes.txt', (_, value) => `Call the supplier on Monday.\nfor the demo: ${value}\nOrder paper.\n`],
  [
    'src/fetch.js',
    (_, value) =>
      `fetch("https://api.acme.dev/rows", { headers: { "X-Caller": "${value}" } })\n  .then((answer) => answer.json())\n`,
  ],
  ['docs/guide.md', (_, value) => `Pass it as an argument, as in \`acme push ${value} --all\`, and wait.\n`],
  ['rows.csv', (_, value, { whole }) => `id,kind,value\n${whole(1, 99)},a,12\n${whole(100, 999)},b,${value}\n`],
  ['log/out.txt', (_, value) => `GET /rows?after=2026-01-01&k=${value}&limit=10 200 12ms\n`],
  ['trace.json', (_, value) => `{"message":"first line\\n${value}\\nlast line","level":"debug"}\n`],
]

/** A Kubernetes Secret's own form of `data`: the value as base64. */
export const encoded: Surrounding = [
  'k8s/sealed.yaml',
  (name, value) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\ndata:\n  ${kebab(name)}: ${base64(value)}\n`,
]
