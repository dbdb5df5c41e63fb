import { camel, pascal, screaming, snake } from './names.ts'
import type { Surrounding } from './sources.ts'

/** Where a value is hard to see: behind a break, in pieces, or far from its name. */
export const awkward: readonly Surrounding[] = [
  ['folded.yaml', (name, value) => `acme:\n  ${snake(name)}: >-\n    ${value}\n  retries: 3\n`],
  [
    'Info.plist',
    (name, value) =>
      `<dict>\n\t<key>Region</key>\n\t<string>eu</string>\n\t<key>${pascal(name)}</key>\n\t<string>${value}</string>\n</dict>\n`,
  ],
  ['wide.ts', (name, value) => `export const ${camel(name)} =\n  process.env.VITE_VALUE ||\n  '${value}'\n`],
  ['pairs.json', (name, value) => `[["region", "eu"], ["${snake(name)}", "${value}"]]\n`],
  ['table.csv', (name, value) => `region,${snake(name)},retries\neu,${value},3\n`],
  ['table.md', (name, value) => `| name | value |\n| --- | --- |\n| ${screaming(name)} | ${value} |\n`],
  [
    'call.http',
    (name, value) => `GET https://api.acme.dev/rows?after=7&${snake(name)}=${value}&limit=3 HTTP/1.1\nAccept: */*\n\n`,
  ],
  [
    'compared.py',
    (name, value) =>
      `def check(request):\n    if request.headers["${snake(name)}"] != "${value}":\n        raise Forbidden()\n`,
  ],
  ['Chart.jsonnet', (name, value) => `{\n  ${snake(name)}:: '${value}',\n  replicas: 3,\n}\n`],
  ['config.lua', (name, value) => `return {\n  ["${snake(name)}"] = [[${value}]],\n  retries = 3,\n}\n`],
]
