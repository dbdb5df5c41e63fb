import { hostsOf } from '../../../src/cli/run/presets.ts'

test("Copilot's model and GitHub Actions go directly, GitHub's API and repositories don't", () => {
  const hosts = hostsOf(['github-copilot'])
  expect(hosts).toEqual(expect.arrayContaining(['.githubcopilot.com', '.actions.githubusercontent.com']))
  expect(hosts.filter((host) => ['github.com', '.github.com', 'api.github.com'].includes(host))).toEqual([])
  expect(hostsOf([])).toEqual([])
})

test.each([['other'], ['toString']])('there is no preset %s', (name) => {
  expect(() => hostsOf([name])).toThrow(`There is no preset ${name}.`)
})
