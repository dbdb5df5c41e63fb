import { Reader, readSections, type Section, s32, sized, u32, writeSections } from './binary.ts'
import { LOOP, skipInstruction } from './instructions.ts'

/** The global that an instrumented module exports: an i32 that falls by one with every turn of a loop and every call of a rule. */
export const FUEL = 'sallyport_fuel'

const [CUSTOM, TYPE, IMPORT, FUNCTION, GLOBAL, EXPORT, CODE] = [0, 1, 2, 3, 6, 7, 10] as const
const FUNCTION_KIND = 0x00
const GLOBAL_KIND = 0x03
const I32 = 0x7f
const MUTABLE = 0x01

/**
 * OPA's own functions: without a loop they do little, and they call themselves no deeper than values are nested. The
 * policy's functions could call each other in numbers that double with each of them.
 */
const RUNTIME = /^_*opa_/

/** Full at first: the module's start function runs before anybody can set it. */
const fuelGlobal = Buffer.concat([Buffer.from([I32, MUTABLE, 0x41]), s32(0x7fffffff), Buffer.from([0x0b])])

/** A function of the module whose work the host does instead, through one of the imports that OPA gives every module. */
export interface Redirection {
  /** Its name in the module's own name section. */
  readonly name: string
  readonly parameters: number
  /** What the host is told was called. */
  readonly id: number
}

/**
 * A module that counts its own work: a trap ends it once its fuel is spent, so that no rule runs for ever. Functions
 * that are redirected call the import `opa_builtin<parameters>(id, 0, …)`; a module without such a function is left
 * with what it has. Throws an Error for a module that can't be read. Source: WebAssembly 2.0, 5.5 "Modules".
 */
export function instrument(module: Buffer, redirections: readonly Redirection[]): Buffer {
  const sections = readSections(module)
  const imports = importedFunctions(section(sections, IMPORT))
  const global = countOf(section(sections, GLOBAL))
  if (imports.globals > 0) throw new Error('The module imports globals, which no compiled policy does.')
  const names = functionNames(sections)
  const bodies = redirectedBodies(sections, names, imports.functions, redirections)
  const runtime = new Set(
    [...names].filter(([name]) => RUNTIME.test(name)).map(([, index]) => index - imports.functions.length),
  )
  return writeSections(
    sections.map(({ id, bytes }) => {
      if (id === GLOBAL) return { id, bytes: appended(bytes, fuelGlobal) }
      if (id === EXPORT) {
        const name = sized(Buffer.from(FUEL))
        return { id, bytes: appended(bytes, Buffer.concat([name, Buffer.from([GLOBAL_KIND]), u32(global)])) }
      }
      return id === CODE ? { id, bytes: fueled(bytes, global, bodies, runtime) } : { id, bytes }
    }),
  )
}

function section(sections: readonly Section[], id: number): Buffer {
  const found = sections.find((section) => section.id === id)
  if (found === undefined) throw new Error(`The module has no section ${id}.`)
  return found.bytes
}

function countOf(vector: Buffer): number {
  return new Reader(vector).u32()
}

function appended(vector: Buffer, element: Buffer): Buffer {
  const reader = new Reader(vector)
  const count = reader.u32()
  return Buffer.concat([u32(count + 1), vector.subarray(reader.at), element])
}

function importedFunctions(bytes: Buffer): { functions: string[]; globals: number } {
  const reader = new Reader(bytes)
  const functions = []
  let globals = 0
  for (let count = reader.u32(); count > 0; count--) {
    reader.name()
    const name = reader.name()
    const kind = reader.byte()
    if (kind === FUNCTION_KIND) {
      functions.push(name)
      reader.u32()
    } else if (kind === GLOBAL_KIND) {
      globals++
      reader.take(2)
    } else {
      if (kind === 0x01) reader.byte()
      const limits = reader.byte()
      reader.u32()
      if (limits & 0x01) reader.u32()
    }
  }
  return { functions, globals }
}

/** New bodies, by the index of a function among those that the module defines. */
function redirectedBodies(
  sections: readonly Section[],
  named: ReadonlyMap<string, number>,
  imports: readonly string[],
  redirections: readonly Redirection[],
): ReadonlyMap<number, Buffer> {
  const types = functionTypes(section(sections, TYPE))
  const typeOf = vectorOfIntegers(section(sections, FUNCTION))
  const bodies = new Map<number, Buffer>()
  for (const { name, parameters, id } of redirections) {
    const index = (named.get(name) ?? -1) - imports.length
    const importIndex = imports.indexOf(`opa_builtin${parameters}`)
    // i32 for each parameter, and one i32 for the result: anything else is another function with the same name.
    const expected = Buffer.from([parameters, ...Array(parameters).fill(I32), 1, I32])
    if (index < 0 || importIndex < 0 || !types[typeOf[index]!]?.equals(expected)) continue
    const values = Array.from({ length: parameters }, (_, local) => Buffer.concat([Buffer.from([0x20]), u32(local)]))
    const call = [Buffer.from([0x10]), u32(importIndex), Buffer.from([0x0b])]
    bodies.set(
      index,
      Buffer.concat([Buffer.from([0x00, 0x41]), s32(id), Buffer.from([0x41, 0x00]), ...values, ...call]),
    )
  }
  return bodies
}

function functionNames(sections: readonly Section[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>()
  for (const { id, bytes } of sections) {
    const reader = new Reader(bytes)
    if (id !== CUSTOM || reader.name() !== 'name') continue
    while (!reader.done) {
      const kind = reader.byte()
      const subsection = new Reader(reader.take(reader.u32()))
      if (kind !== 1) continue
      for (let count = subsection.u32(); count > 0; count--) {
        const index = subsection.u32()
        names.set(subsection.name(), index)
      }
    }
  }
  return names
}

/** Parameters and results of each function type, as they are encoded. */
function functionTypes(bytes: Buffer): Buffer[] {
  const reader = new Reader(bytes)
  return Array.from({ length: reader.u32() }, () => {
    if (reader.byte() !== 0x60) throw new Error('The module has a type that is no function type.')
    const start = reader.at
    reader.take(reader.u32())
    reader.take(reader.u32())
    return bytes.subarray(start, reader.at)
  })
}

function vectorOfIntegers(bytes: Buffer): number[] {
  const reader = new Reader(bytes)
  return Array.from({ length: reader.u32() }, () => reader.u32())
}

/** The code section, with a charge at the start of each function of the policy and of each turn of any loop. */
function fueled(
  code: Buffer,
  global: number,
  bodies: ReadonlyMap<number, Buffer>,
  runtime: ReadonlySet<number>,
): Buffer {
  const reader = new Reader(code)
  const count = reader.u32()
  const charge = chargeOf(global)
  const functions = Array.from({ length: count }, (_, index) => {
    const body = reader.take(reader.u32())
    return sized(bodies.get(index) ?? charged(body, charge, !runtime.has(index)))
  })
  return Buffer.concat([u32(count), ...functions])
}

function charged(body: Buffer, charge: Buffer, atEntry: boolean): Buffer {
  const reader = new Reader(body)
  for (let groups = reader.u32(); groups > 0; groups--) {
    reader.u32()
    reader.byte()
  }
  const parts = [body.subarray(0, reader.at)]
  if (atEntry) parts.push(charge)
  let copied = reader.at
  while (!reader.done) {
    if (skipInstruction(reader) !== LOOP) continue
    parts.push(body.subarray(copied, reader.at), charge)
    copied = reader.at
  }
  return Buffer.concat([...parts, body.subarray(copied)])
}

/** Traps if no fuel is left, and takes one off. */
function chargeOf(global: number): Buffer {
  const index = u32(global)
  const [get, set] = [Buffer.from([0x23]), Buffer.from([0x24])]
  // i32.eqz, if (no result), unreachable, end
  const orTrap = Buffer.from([0x45, 0x04, 0x40, 0x00, 0x0b])
  const minusOne = Buffer.from([0x41, 0x01, 0x6b])
  return Buffer.concat([get, index, orTrap, get, index, minusOne, set, index])
}
