import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { GatewayError } from '../../src/core/errors.ts'
import type { Input } from '../../src/core/input.ts'
import type { Json } from '../../src/core/json.ts'
import { encodeInput, INPUT_LIMIT, schemaOf } from '../../src/policy/input.ts'
import type { Inspection } from '../../src/repositories/summary.ts'
import { call, deletion, fetching, inputOf, push } from './inputs.ts'

const GOLDENS = join(import.meta.dirname, '../goldens')
const SCHEMAS = join(import.meta.dirname, '../../policies/schemas')

function refusal(input: Input): { code: string; cause: string } {
  try {
    encodeInput(input)
  } catch (thrown) {
    if (thrown instanceof GatewayError) return { code: thrown.code, cause: String(thrown.cause) }
  }
  throw new Error('The input was not refused.')
}

test('an input becomes exactly its JSON', () => {
  const input = inputOf('git', [push('refs/heads/müll-€-😀')])
  const bytes = encodeInput(input)
  expect(bytes.toString()).toBe(JSON.stringify(input))
})

test('what each protocol does is described', () => {
  expect(() => encodeInput(inputOf('git', [fetching, push('refs/heads/a'), deletion('refs/tags/b')]))).not.toThrow()
  expect(() => encodeInput(inputOf('http', [call('GET', 'read', '/v1/orders')]))).not.toThrow()
})

test('what is inside a push is described, whole or not', () => {
  const oid = '1'.repeat(40)
  const nobody = { name: '', email: '' }
  const inside: Inspection = {
    target: 'commit',
    forced: false,
    commit_count: 1,
    commits: [{ oid, author: nobody, committer: nobody, signed: false, head: '' }],
    change_count: 2,
    changes: [
      { path: 'a.png', mode: '100644', size: 0, binary: true },
      { path: 'b', mode: '000000', size: null, binary: null },
    ],
    finding_count: 1,
    findings: [
      {
        ...{ rule: 'jwt', confidence: 'provider', path: null, line: 1, commit: null },
        ...{ object: oid, fingerprint: 'a1'.repeat(16), ignored: false },
      },
    ],
    truncated: false,
  }
  const cut: Inspection = { ...inside, commit_count: null, change_count: null, finding_count: null, truncated: true }
  const pushed = (inspection: object): Input => {
    const operation = push('refs/heads/main')
    return inputOf('git', [
      { ...operation, detail: { ...(operation.detail as object), inspection: inspection as Json } },
    ])
  }
  expect(() => encodeInput(pushed(inside))).not.toThrow()
  expect(() => encodeInput(pushed(cut))).not.toThrow()
  expect(refusal(pushed({ ...inside, commit_count: undefined })).code).toBe('ERR_POLICY_INPUT')
  expect(refusal(pushed({ ...inside, secret: 'x' })).code).toBe('ERR_POLICY_INPUT')
})

const goldens = globSync('*/*.txt', { cwd: GOLDENS })
  .map((file) => ({ file, expected: readFileSync(join(GOLDENS, file), 'utf8').split('\n----------\n')[1] ?? '' }))
  .filter(({ expected }) => expected.startsWith('['))

test.each(goldens)('an adapter says nothing else: $file', ({ file, expected }) => {
  expect(() => encodeInput(inputOf(file.split(sep)[0] ?? '', JSON.parse(expected)))).not.toThrow()
})

test('whatever an input may hold is described', () => {
  const full = inputOf('git', [push('refs/heads/main')], {
    lease: {
      id: 'l-1',
      connections: ['shop'],
      resources: ['acme/*'],
      operations: ['git.*'],
      until: '2025-06-01T13:00:00Z',
    },
    approval: {
      satisfied: [
        {
          code: 'git/a',
          operation: 0,
          by: ['ann'],
          from: ['maintainers'],
          at: '2025-06-01T12:30:00Z',
          reason: 'Release day',
          lease: 'l-1',
        },
      ],
    },
  })
  const unknown = { ...full, session: { ...full.session, trust: { ...full.session.trust, fork: 'unknown' as const } } }
  expect(() => encodeInput(unknown)).not.toThrow()
})

test('a field that is absent is refused', () => {
  const { at: _, ...rest } = inputOf('git', [fetching])
  expect(refusal(rest as Input)).toEqual({
    code: 'ERR_POLICY_INPUT',
    cause: "Error: input must have required property 'at'",
  })
})

test('a field that nobody described is refused', () => {
  expect(refusal({ ...inputOf('git', [fetching]), extra: 1 } as Input)).toEqual({
    code: 'ERR_POLICY_INPUT',
    cause: 'Error: input must NOT have additional properties',
  })
})

test('operations are those of the connection’s protocol', () => {
  expect(refusal(inputOf('http', [fetching]))).toEqual({
    code: 'ERR_POLICY_INPUT',
    cause: 'Error: input.operations/0/kind must match pattern "^http\\.."',
  })
})

test('a detail is its protocol’s', () => {
  const { code } = refusal(inputOf('git', [{ ...push('refs/heads/main'), detail: { repository: 'acme/shop' } }]))
  expect(code).toBe('ERR_POLICY_INPUT')
})

test('a protocol that no schema describes is refused', () => {
  expect(refusal(inputOf('gopher', [fetching]))).toEqual({
    code: 'ERR_POLICY_INPUT',
    cause: 'Error: no schema is named "gopher"',
  })
})

test('an input may take up the limit, and no more', () => {
  const fill = (length: number) => inputOf('http', [call('GET', 'read', `/${'é'.repeat(length)}`)])
  const empty = encodeInput(fill(0)).byteLength
  const most = (INPUT_LIMIT - empty) / 4
  expect(encodeInput(fill(Math.floor(most))).byteLength).toBeLessThanOrEqual(INPUT_LIMIT)
  expect(() => encodeInput(fill(Math.floor(most) + 1))).toThrow(
    expect.objectContaining({ code: 'ERR_POLICY_INPUT', fix: 'Split it into smaller requests.' }),
  )
})

test('what is done to Git is described alike, by whichever door', () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema`), 'utf8')) as {
      definitions: object
      items: { anyOf: { title: string }[] }
    }
  const [git, forge] = [read('git'), read('forge')]
  const doors = ({ items }: typeof git) => items.anyOf.filter(({ title }) => title.endsWith("through a forge's API"))
  expect(doors(git)).toHaveLength(3)
  expect(doors(forge)).toEqual(doors(git))
  const shared = Object.entries(git.definitions).filter(([name]) => name in forge.definitions)
  expect(Object.entries(forge.definitions)).toEqual(shared)
})

test('forges share a schema', () => {
  expect(['git', 'http', 'github', 'gitlab', 'gitea'].map(schemaOf)).toEqual(['git', 'http', 'forge', 'forge', 'forge'])
})
