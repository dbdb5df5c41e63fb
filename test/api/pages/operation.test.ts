import { operationSection } from '../../../src/api/pages/operation.ts'
import type { Operation } from '../../../src/core/operation.ts'

const push = (count: number, listed: number): Operation => {
  const changes = Array.from({ length: listed }, (_, index) => ({ path: `<b>${index}`, mode: '100644' }))
  const inspection = {
    forced: true,
    commit_count: 0,
    commits: [],
    change_count: count,
    changes,
    finding_count: 0,
    findings: [],
  }
  const detail = { repository: 'acme/shop', ref: 'refs/heads/main', action: 'update', inspection }
  return { kind: 'git.push', access: 'write', resource: 'acme/shop#refs/heads/main', detail }
}

test('what it would do, in words', () => {
  const section = String(operationSection(push(1, 1)))
  expect(section).toContain('<h3><bdi>Force-push to the branch main of acme/shop</bdi></h3>')
  expect(section).toContain('<dt>Secrets found</dt><dd><bdi>none</bdi></dd>')
  expect(section).toContain('<dt>Files</dt><dd><bdi>&#60;b&#62;0</bdi></dd>')
  expect(section).not.toContain('not listed')
})

test('twenty lines are shown, the others are a click away, and what isn’t listed is counted', () => {
  const section = String(operationSection(push(30, 25)))
  expect(section).toContain('<details><summary>5 more</summary><ul><li><bdi>&#60;b&#62;20</bdi>')
  expect(section).toContain('<strong>5 more are in it, and not listed.</strong>')
})

test('every detail is there as well, by the way to it', () => {
  const detail = { a: { b: [1, '<i>'] }, none: {}, off: false, gone: null }
  const section = String(operationSection({ kind: 'http.POST', access: 'write', resource: '/orders', detail }))
  for (const [name, value] of [
    ['a.b.0', '1'],
    ['a.b.1', '&#60;i&#62;'],
    ['none', 'nothing'],
    ['off', 'false'],
    ['gone', 'null'],
  ])
    expect(section).toContain(`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`)
})
