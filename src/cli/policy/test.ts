import { Command } from 'commander'
import { ensureOpa } from '../../policy/workshop/opa.ts'
import { wholeNumber } from './whole-number.ts'

export function testCommand(): Command {
  return new Command('test')
    .description("run the tests in OPA, then in the gateway's engine, and have both decide generated inputs")
    .argument('[folder]', 'main.rego, lib, rules and data.json', 'policies')
    .option('--inputs <number>', 'how many inputs are generated', wholeNumber, 1000)
    .option('--coverage <percent>', 'lines that the tests must reach', wholeNumber, 100)
    .action(async (policies: string, { inputs, coverage }: { inputs: number; coverage: number }) => {
      const { testPolicies } = await import('../../policy/workshop/test.ts')
      const report = await testPolicies({ opa: await ensureOpa(), policies, inputs, coverage })
      for (const problem of report.problems) console.error(problem)
      const what = `${report.tests} tests and ${report.inputs} generated inputs, ${report.coverage}% of lines`
      console.log(`${policies}: ${what}, ${report.problems.length} problems`)
      if (report.problems.length > 0) process.exitCode = 1
    })
}
