import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder, write } from '../config/files.ts'
import { sallyport } from './run-cli.ts'

const cwd = temporaryFolder()
const named = async (args: string[] = [], env: NodeJS.ProcessEnv = {}) => {
  const { status, err } = await sallyport(['check', ...args], { cwd, env })
  return [status, err.split('\n')[0]]
}

test('the option goes before the environment, that before where the file usually lies; else there is none', async () => {
  expect(await named()).toEqual([1, 'ERR_CONFIG: There is no sallyport.yaml here.'])
  mkdirSync(join(cwd, '.sallyport'))
  write(cwd, '- made', '.sallyport/sallyport.yaml')
  expect(await named()).toEqual([1, expect.stringMatching(/^\.sallyport\/sallyport\.yaml:1:1: /)])
  write(cwd, '- written')
  expect(await named()).toEqual([1, expect.stringMatching(/^sallyport\.yaml:1:1: /)])
  const env = { SALLYPORT_CONFIG: 'environment.yaml' }
  expect(await named([], env)).toEqual([1, "environment.yaml:1:1: the file can't be read (ENOENT)"])
  expect(await named(['-c', 'option.yaml'], env)).toEqual([1, "option.yaml:1:1: the file can't be read (ENOENT)"])
})

test('a command that needs the configuration ends with all of its problems', async () => {
  const { status, out, err } = await sallyport(['migrate', '-c', write(cwd, 'mode: test\nodd: 1\n')], { cwd })
  expect([status, out]).toEqual([1, ''])
  expect(err.match(/^.*(?:mode|odd) .*$/gm)).toHaveLength(2)
  expect(err).toMatch(/\n\d+ problems\n$/)
})
