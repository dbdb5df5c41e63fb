import { Command } from 'commander'
import { printableJson } from '../printable.ts'
import { asksQuestion, type QuestionOptions, question } from './question.ts'

export function decideCommand(): Command {
  return asksQuestion(new Command('decide'))
    .description('judge an input document, or an exchange again, by the configured bundle, and print the decision')
    .action(async (what: string, options: QuestionOptions, command: Command) => {
      const { policy, input } = await question(what, options, command)
      const decision = policy.decide(input)
      console.log(printableJson(decision))
      process.exitCode = decision.effect === 'deny' ? 3 : decision.effect === 'require_approval' ? 2 : 0
    })
    .addHelpText('after', '\nExit status: 0 allow or mask, 2 require_approval, 3 deny, 1 any failure.')
}
