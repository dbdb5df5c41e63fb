import { camel, dotted, pascal, screaming, snake } from './names.ts'
import { HEX, type Random, uuid } from './random.ts'

/** A file with a place for a value: the value's name is written as the language writes names. */
export type Surrounding = readonly [path: string, write: (name: string, value: string, random: Random) => string]

/** Files of programs, as they look when somebody put a secret in for a moment and forgot. */
export const sources: readonly Surrounding[] = [
  [
    'src/client.ts',
    (name, value, { pick }) =>
      `import { request } from 'undici'\n\nconst ${camel(name)} = '${value}'\n\nexport async function fetchOrders(page: number): Promise<Order[]> {\n  // retried by the caller\n  const answer = await request(\`\${base}/orders?page=\${page}\`, { headers: { authorization: ${camel(name)} } })\n  return (await answer.body.json()) as ${pick(['Order[]', 'readonly Order[]'])}\n}\n`,
  ],
  [
    'lib/config.js',
    (name, value, { whole }) =>
      `module.exports = {\n  port: process.env.PORT || ${whole(3000, 9000)},\n  host: "0.0.0.0",\n  ${camel(name)}: process.env.${screaming(name)} || "${value}",\n  cookie: { maxAge: 86400000, sameSite: "lax" },\n};\n`,
  ],
  [
    'test/setup.js',
    (name, value) =>
      `before(() => {\n  process.env.${screaming(name)} = '${value}'\n  process.env.NODE_ENV = 'test'\n})\n`,
  ],
  [
    'dist/app.min.js',
    (name, value, { chars }) =>
      `!function(e,t){"use strict";var n={url:"https://api.acme.dev",${camel(name)}:"${value}",v:"3.${chars('0123456789', 2)}.0"};t.init(n),e.exports=function(e){return t.get(e,n)}}(module,require("./c"));\n`,
  ],
  [
    'settings.py',
    (name, value) =>
      `import os\nfrom pathlib import Path\n\nBASE_DIR = Path(__file__).resolve().parent.parent\nDEBUG = False\n${screaming(name)} = "${value}"\nALLOWED_HOSTS = ["shop.acme.dev"]\n`,
  ],
  [
    'jobs/sync.py',
    (name, value) =>
      `def main(argv=None):\n    client = Client(\n        base_url="https://api.acme.dev/v2",\n        ${snake(name)}="${value}",\n        timeout=30,\n    )\n    for row in client.rows():\n        print(row["id"])\n`,
  ],
  [
    'jobs/env.py',
    (name, value) =>
      `import os\n\nos.environ["${screaming(name)}"] = "${value}"\nos.environ.setdefault("LANG", "C.UTF-8")\n`,
  ],
  [
    'main.go',
    (name, value) =>
      `package main\n\nimport (\n\t"log"\n\t"net/http"\n)\n\nconst (\n\taddress = ":8080"\n\t${camel(name)} = "${value}"\n)\n\nfunc main() {\n\tlog.Fatal(http.ListenAndServe(address, routes(${camel(name)})))\n}\n`,
  ],
  [
    'internal/auth.go',
    (name, value) =>
      `func defaults() *Options {\n\t${camel(name)} := "${value}"\n\treturn &Options{Retries: 3, Key: ${camel(name)}}\n}\n`,
  ],
  [
    'src/main/java/App.java',
    (name, value) =>
      `package dev.acme.shop;\n\npublic final class App {\n    private static final String ${screaming(name)} = "${value}";\n    private static final long serialVersionUID = 1L;\n\n    public static void main(String[] args) {\n        new Server(8080).start();\n    }\n}\n`,
  ],
  [
    'src/main/kotlin/Api.kt',
    (name, value) =>
      `object Api {\n    const val BASE = "https://api.acme.dev"\n    const val ${screaming(name)} = "${value}"\n}\n`,
  ],
  [
    'Program.cs',
    (name, value) =>
      `namespace Acme.Shop;\n\npublic class Settings\n{\n    public int Port { get; set; } = 5000;\n    public string ${pascal(name)} { get; set; } = "${value}";\n}\n`,
  ],
  [
    'config/initializers/api.rb',
    (name, value) => `Acme.configure do |config|\n  config.${snake(name)} = "${value}"\n  config.timeout = 10\nend\n`,
  ],
  ['spec/helper.rb', (name, value) => `OPTIONS = {\n  :retries => 3,\n  :${snake(name)} => '${value}',\n}.freeze\n`],
  [
    'wp-config.php',
    (name, value) =>
      `<?php\ndefine('DB_CHARSET', 'utf8mb4');\ndefine('${screaming(name)}', '${value}');\n$table_prefix = 'wp_';\n`,
  ],
  [
    'config/services.php',
    (name, value) =>
      `<?php\n\nreturn [\n    'acme' => [\n        'region' => 'eu-central-1',\n        '${snake(name)}' => '${value}',\n    ],\n];\n`,
  ],
  [
    'src/main.rs',
    (name, value) =>
      `use std::env;\n\nconst ${screaming(name)}: &str = "${value}";\n\nfn main() -> anyhow::Result<()> {\n    let port = env::var("PORT")?;\n    serve(&port, ${screaming(name)})\n}\n`,
  ],
  [
    'Sources/Api.swift',
    (name, value) =>
      `struct Api {\n    static let base = URL(string: "https://api.acme.dev")!\n    static let ${camel(name)}: String = "${value}"\n}\n`,
  ],
  [
    'src/login.cpp',
    (name, value) =>
      `#include <string>\n\nstatic const char ${snake(name)}[] = "${value}";\nstatic const std::string kHost = "db.acme.dev";\n`,
  ],
  [
    'R/load.R',
    (name, value) =>
      `library(httr)\nSys.setenv(${screaming(name)} = "${value}")\nrows <- GET("https://api.acme.dev/rows")\n`,
  ],
  [
    'analysis.ipynb',
    (name, value, random) =>
      `${JSON.stringify({ cells: [{ cell_type: 'code', execution_count: random.whole(1, 40), id: random.chars(HEX, 8), metadata: {}, outputs: [], source: ['import pandas as pd\n', `${snake(name)} = "${value}"\n`, 'frame = pd.read_csv("rows.csv")'] }], metadata: { kernelspec: { name: 'python3' } }, nbformat: 4 }, null, 1)}\n`,
  ],
  [
    'Deploy.ps1',
    (name, value) =>
      `param([string]$Target = "staging")\n\n$env:${screaming(name)} = "${value}"\n$${pascal(name)} = $env:${screaming(name)}\nInvoke-Deployment -Target $Target\n`,
  ],
  [
    'application.properties',
    (name, value, random) =>
      `# ${uuid(random)}\nserver.port=8080\nspring.application.name=shop\nacme.${dotted(name)}=${value}\nlogging.level.root=INFO\n`,
  ],
]
