import { sallyport } from '../run-cli.ts'

test('help names every command', async () => {
  const { status, out } = await sallyport(['policy', '--help'])
  expect(status).toBe(0)
  expect(out.match(/^ {2}(\w+)(?= .*\S)/gm)?.map((name) => name.trim())).toEqual(
    expect.arrayContaining(['status', 'accept']),
  )
})
