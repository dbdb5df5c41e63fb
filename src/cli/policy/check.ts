import { Command } from 'commander'
import { ensureOpa } from '../../policy/workshop/opa.ts'

export function checkCommand(): Command {
  return new Command('check')
    .description('format, types, misspelt fields of the input, and built-in functions that the engine lacks')
    .argument('[folder]', 'main.rego, lib, rules and data.json', 'policies')
    .action(async (folder: string) => {
      const { checkPolicies } = await import('../../policy/workshop/check.ts')
      await checkPolicies(await ensureOpa(), folder)
      console.log(`${folder}: nothing is wrong`)
    })
}

export function fmtCommand(): Command {
  return new Command('fmt')
    .description('format every file in place, as opa fmt does')
    .argument('[folder]', 'main.rego, lib, rules and data.json', 'policies')
    .action(async (folder: string) => {
      const { formatPolicies } = await import('../../policy/workshop/check.ts')
      for (const file of await formatPolicies(await ensureOpa(), folder)) console.log(file)
    })
}
