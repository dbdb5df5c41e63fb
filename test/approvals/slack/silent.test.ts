import { LogLevel } from '@slack/bolt'
import { silent } from '../../../src/approvals/slack/silent.ts'

test('it says nothing, and never asks for more', () => {
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    expect(silent[level]('a forged request')).toBeUndefined()
  silent.setLevel(LogLevel.DEBUG)
  silent.setName('bolt')
  expect(silent.getLevel()).toBe('error')
})
