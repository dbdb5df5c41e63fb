import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fsyncSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Load, Measured } from './load.ts'

/** Starts one of the bench's processes; resolves once it has told its port. */
export async function startProcess(file: string, ...args: string[]): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(join(import.meta.dirname, file), args)
  const [port] = (await once(child, 'message')) as [number]
  return { child, port }
}

export async function runLoad(load: Partial<Load> & Pick<Load, 'port' | 'path'>): Promise<Measured> {
  const child = fork(join(import.meta.dirname, 'load.ts'))
  child.send({ headers: [], connections: 128, duration: 5_000, requests: Number.MAX_SAFE_INTEGER, ...load })
  const [measured] = (await once(child, 'message')) as [Measured]
  child.kill()
  return measured
}

/** CPU seconds that a process has used so far; NaN where the system doesn't tell. */
export function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return Number.NaN
  }
}

/** Resident memory of a process, in MiB; NaN where the system doesn't tell. */
export function residentMiB(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
  } catch {
    return Number.NaN
  }
}

/** Median milliseconds of a 4 KiB write and fsync in `directory`. */
export function fsyncMedian(directory: string): number {
  const path = join(directory, 'fsync-probe')
  const file = openSync(path, 'w', 0o600)
  const times = Array.from({ length: 101 }, () => {
    const start = performance.now()
    writeSync(file, Buffer.alloc(4096))
    fsyncSync(file)
    return performance.now() - start
  })
  closeSync(file)
  unlinkSync(path)
  return median(times)
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
