import { layoutOrNull, textUnits } from '../../src/gateway/text-units.ts'
import { http } from '../../src/protocols/http/index.ts'

const head = (type: string, status = 200, ...codings: string[]) => ({
  status,
  headers: [['content-type', type] as const, ...codings.map((coding) => ['content-encoding', coding] as const)],
})

test('text as it stands has units; what is coded, a part, or no text has none', () => {
  expect(textUnits(http, head('text/plain; charset=utf-16le'))).toBe('utf-16le')
  expect(textUnits(http, head('application/json'))).toBe('bytes')
  expect(textUnits(http, head('text/plain', 206))).toBe(null)
  expect(textUnits(http, head('text/plain', 200, 'gzip'))).toBe(null)
  expect(textUnits(http, head('image/png'))).toBe(null)
})

test('what can not be masked has no layout', () => {
  expect(layoutOrNull(http, head('text/plain', 200, 'br'))).toMatchObject({ codings: ['br'] })
  expect(layoutOrNull(http, head('image/png'))).toBe(null)
})
