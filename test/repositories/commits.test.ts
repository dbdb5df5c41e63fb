import { readCommit } from '../../src/repositories/commits.ts'

const HEAD = `tree ${'a'.repeat(40)}
author Ann Other <ann@example.test> 1700000000 +0000
committer Bob <> 1700000000 +0000`

const expected = {
  oid: 'c1',
  author: { name: 'Ann Other', email: 'ann@example.test' },
  committer: { name: 'Bob', email: '' },
}

test('who, and what for', () => {
  expect(readCommit('c1', `${HEAD}\n\nFirst line\n\nMore.\n`)).toEqual({
    ...expected,
    signed: false,
    head: 'First line',
  })
})

test('a signature in the header counts, one in the message doesn’t', () => {
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----'
  expect(readCommit('c1', `${HEAD}\n${signature}\n\nSigned\n`)).toEqual({ ...expected, signed: true, head: 'Signed' })
  expect(readCommit('c1', `${HEAD}\n${signature.replace('gpgsig', 'gpgsig-sha256')}\n\nSigned\n`).signed).toBe(true)
  expect(readCommit('c1', `${HEAD}\n\nFake\ngpgsig x\n`).signed).toBe(false)
})

test('what is odd is empty, and what is long is cut', () => {
  expect(readCommit('c1', 'tree x\nauthor nonsense\n')).toEqual({
    oid: 'c1',
    author: { name: '', email: '' },
    committer: { name: '', email: '' },
    signed: false,
    head: '',
  })
  expect(readCommit('c1', `${HEAD}\n\n${'x'.repeat(500)}`).head).toBe('x'.repeat(200))
  const long = 'y'.repeat(5_000)
  expect(readCommit('c1', `author ${long} <${long}> 1 +0000`).author).toEqual({
    name: 'y'.repeat(320),
    email: 'y'.repeat(320),
  })
})
