import { parentPort, workerData } from 'node:worker_threads'
import { asGatewayError } from '../core/errors.ts'
import { readBundle, unpack } from './bundle.ts'
import { prepare } from './preparation.ts'
import type { Answer, Order } from './prepare.ts'
import { verify } from './signature.ts'

async function answer({ archive, verification }: Order): Promise<Answer> {
  try {
    const files = unpack(Buffer.from(archive))
    await verify(files, verification)
    const bundle = readBundle(files)
    return { prepared: prepare(bundle), sequence: bundle.sequence }
  } catch (thrown) {
    const { code, message, fix } = asGatewayError(thrown)
    return { failure: { code, message, fix } }
  }
}

const answered = await answer(workerData as Order)
parentPort!.postMessage(answered, 'prepared' in answered ? [answered.prepared.memory.buffer as ArrayBuffer] : [])
