import fc from 'fast-check'
import type { Value } from '../../../../src/policy/builtins/builtin.ts'
import { numericOf } from '../../../../src/policy/builtins/numeral.ts'
import { type Cases, either, joined, number, row, sample } from './sample.ts'

const SECOND = 1_000_000_000n

const nanoseconds: fc.Arbitrary<Value> = fc.oneof(
  fc.bigInt({ min: 0n, max: 1_750_000_000n * SECOND }).map((value) => numericOf(String(value))),
  fc.bigInt({ min: -(2n ** 63n) - 3n, max: 2n ** 63n + 3n }).map((value) => numericOf(String(value))),
  fc.constantFrom<Value>(0, 1, -1, 1.5, numericOf('1.0'), numericOf('1e18')),
)
/** Nobody changed the rules of these lately: the two databases are of different years. */
const recent = fc.bigInt({ min: 100_000_000n, max: 1_750_000_000n }).map((value) => value * SECOND + 123_456_789n)
const zone = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Etc/GMT+5',
  '',
  'UTC',
  'europe/berlin',
  '+05:00',
  'Nowhere',
)

const parts = [
  ...[
    '2006',
    '06',
    'Jan',
    'January',
    '1',
    '01',
    'Mon',
    'Monday',
    '2',
    '_2',
    '02',
    '__2',
    '002',
    '15',
    '3',
    '03',
    '4',
    '04',
    '5',
    '05',
    'PM',
    'pm',
  ],
  ...[
    'Z0700',
    'Z070000',
    'Z07',
    'Z07:00',
    '-0700',
    '-07',
    '-07:00',
    '-07:00:00',
    '.000',
    '.999',
    ',0',
    '.000000000',
    'T',
    ' ',
    '-',
    'x',
    'é',
  ],
  ...['_2006', '_20', 'Janx', '.0001', '  '],
]
const layout = either(
  ['ANSIC', 'RubyDate', 'RFC822Z', 'RFC1123Z', 'RFC3339', 'RFC3339Nano', 'Kitchen', '2006-01-02', ''],
  joined(parts, 8),
)
const operand = fc.oneof(
  nanoseconds,
  fc.tuple(nanoseconds),
  fc.tuple(recent, zone),
  fc.tuple(recent, zone, layout),
  fc.constantFrom<Value>([], 'x', [1, 2], [1, 'UTC', 3]),
)
const moment = fc.oneof(nanoseconds, fc.tuple(recent, zone))

const two = (most: number) => fc.nat({ max: most }).map((value) => String(value).padStart(2, '0'))
const offset = fc.constantFrom('Z', '+00:00', '-07:00', '+24:60', '+25:00', '+0530', '', 'z')
const fraction = fc.constantFrom('', '.5', '.123456789', '.1234567891', ',25', '.')
const date = row(['1677', '1999', '2024', '2262', '2263'], ['-'], two(13), ['-'], two(32))
const clock = row(two(24), [':'], two(60), [':'], two(60), fraction)
const written = fc.oneof(
  fc.tuple(fc.constantFrom('RFC3339', '2006-01-02T15:04:05.999Z07:00'), row(date, ['T', 'T', 't', ' '], clock, offset)),
  fc.tuple(
    fc.constantFrom('2006-01-02 15:04:05 -0700 MST', '2006-01-02 15:04:05.000 -0700 MST'),
    row(
      date,
      [' ', '  '],
      clock,
      [' +0100', ' -0730', ''],
      [' UTC', ' EST', ' GMT+3', ' ABCDE', ' CEST', ' +03', ' x'],
    ),
  ),
  fc.tuple(
    fc.constantFrom('2006 002', '2006 __2'),
    row(['2023', '2024'], [' '], ['001', '060', '365', '366', '000', ' 60', '60', '  1']),
  ),
  fc.tuple(
    fc.constantFrom('Mon Jan _2 3:04PM 06', 'Monday January 2 3:04pm 06'),
    row(
      ['Fri ', 'friday ', 'Xyz '],
      ['Feb ', 'february ', 'May '],
      [' 9 ', '9 ', '30 '],
      ['3:04', '13:00', '12:30'],
      ['PM', 'pm', 'AM'],
      [' 24', ' 69', ' +5'],
    ),
  ),
  fc.tuple(layout, row(date, clock)),
)
const duration = row(
  ['', '', '-', '+'],
  fc
    .array(
      row(
        [
          '1',
          '0',
          '1.5',
          '.5',
          '5.',
          '.',
          '1.2.3',
          '',
          '9223372036',
          '2562047',
          '0.000000001',
          '0.3333333333333333333333',
          '106751',
          '292.27',
        ],
        ['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h', 'd', 'w', 'y', 'x', '', 'M'],
      ),
      { maxLength: 3 },
    )
    .map((each) => each.join('')),
)

/** Builtins of time. */
export const timeCases: Cases = {
  'time.parse_rfc3339_ns': sample(fc.tuple(row(date, ['T'], clock, offset)), 300),
  'time.parse_ns': sample(written, 1500),
  'time.parse_duration_ns': sample(fc.tuple(duration), 500),
  'time.date': sample(fc.tuple(operand)),
  'time.clock': sample(fc.tuple(operand)),
  'time.weekday': sample(fc.tuple(operand)),
  'time.format': sample(fc.tuple(operand), 700),
  'time.add_date': sample(
    fc.tuple(
      moment,
      either<Value>([0, 1, -1, 300], number),
      fc.integer({ min: -20, max: 20 }),
      fc.integer({ min: -400, max: 400 }),
    ),
    500,
  ),
  'time.diff': sample(fc.tuple(moment, moment), 500),
}
