import { jest } from '@jest/globals'
import { Command } from 'commander'
import { failing, withWayInOptions } from '../../../src/cli/run/options.ts'
import { GatewayError } from '../../../src/core/errors.ts'

const optionsOf = (...given: string[]) => withWayInOptions(new Command('test')).parse(given, { from: 'user' }).opts()

test('lists gather what is given, by commas and again', () => {
  expect(optionsOf()).toEqual({ direct: [], keep: [] })
  expect(optionsOf('--direct', 'a,.b', '--direct', 'c', '--keep', 'X', '--gateway', 'http://g')).toEqual({
    direct: ['a', '.b', 'c'],
    keep: ['X'],
    gateway: 'http://g',
  })
})

test('what fails is said, with its fix and its cause, and has an exit code', async () => {
  let said = ''
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text
    return true
  })
  const error = new GatewayError('ERR_TOKEN_AGENT', 'Nobody\u001b.', { fix: 'Map it.', cause: new Error('why') })
  const code = await failing(() => Promise.reject(error))
  write.mockRestore()
  expect([code, said]).toEqual([
    77,
    'sallyport: ERR_TOKEN_AGENT: Nobody?.\nsallyport: fix: Map it.\nsallyport: cause: why\n',
  ])
  expect([await failing(async () => 5), await failing(async () => {})]).toEqual([5, 0])
})
