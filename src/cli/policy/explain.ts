import { Command } from 'commander'
import type { Decision, Reason } from '../../core/decision.ts'
import type { Input } from '../../core/input.ts'
import { explain } from '../../policy/workshop/explain.ts'
import { printable } from '../printable.ts'
import { asksQuestion, type QuestionOptions, question } from './question.ts'

export function explainCommand(): Command {
  return asksQuestion(new Command('explain'))
    .description('say which rules fired on an input document, or on an exchange, and the least that would pass')
    .action(async (what: string, options: QuestionOptions, command: Command) => {
      const { policy, input } = await question(what, options, command)
      const { decision, passing } = explain(policy, input)
      for (const line of [...found(decision, input), ...fix(decision, passing)]) console.log(printable(line))
    })
}

function found({ effect, bundle, reasons }: Decision, { operations }: Input): string[] {
  const line = ({ code, message, operation, fix }: Reason) => [
    `  ${code}: ${message}`,
    ...(operation === undefined
      ? []
      : [`    operation ${operation}: ${operations[operation]!.kind} on ${operations[operation]!.resource}`]),
    ...(fix === undefined ? [] : [`    the rule says: ${fix}`]),
  ]
  return [`${effect}, by bundle ${bundle}`, ...reasons.flatMap(line)]
}

function fix({ effect }: Decision, passing: readonly string[]): string[] {
  if (effect === 'allow' || effect === 'mask') return []
  if (passing.length === 0) return ['Nothing that was tried would pass: another operation, or another rule.']
  return ['It would pass if you:', ...passing.map((change) => `  - ${change}`)]
}
