import { rm } from 'node:fs/promises'
import { recall } from './run.ts'

export default async function teardown(): Promise<void> {
  const { cluster, directory } = recall()
  await cluster.stop()
  await rm(directory, { recursive: true, force: true })
}
