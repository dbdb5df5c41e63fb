import { join } from 'node:path'
import { needingOpa } from '../policy/real-opa.ts'
import { type Moto, motoPython, needingMoto, startMoto } from '../support/moto.ts'
import { type Gate, startGate } from './gate.ts'
import { bundleWithRules } from './settings.ts'

const needed = [needingOpa(), needingMoto()]
const awsTest = needed.find((it) => it === test.skip) ?? test
/** Whatever is asked of AWS is allowed, and of the bucket `reports` by a role that may only read. */
const RULE = `allow contains object.union(weaker(operation), {
	"message": "AWS says what its keys may do.",
	"operation": index,
}) if {
	input.connection.labels.cloud == "aws"
	some index, operation in input.operations
}

weaker(operation) := {"credential": "reader"} if startswith(operation.resource, "/reports/")

weaker(operation) := {} if not startswith(operation.resource, "/reports/")
`
/** AWS's own SDK, with keys of no worth: each line of the program is an expression, and what came of it a line of JSON. */
const SDK = `import sys, json, io, boto3, requests
from botocore.config import Config
from botocore.exceptions import ClientError
ca, program = sys.argv[1:]
def client(service, scheme="https"):
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    return boto3.client(service, endpoint_url=f"{scheme}://{service}.test", region_name="us-east-1", verify=ca,
        aws_access_key_id="placeholder", aws_secret_access_key="placeholder", config=config)
s3, sqs, dynamodb, sts = map(client, ["s3", "sqs", "dynamodb", "sts"])
for line in program.splitlines():
    try:
        print(json.dumps(eval(line), default=lambda it: it.read().decode() if hasattr(it, "read") else str(it)))
    except ClientError as e:
        print(json.dumps([e.response["ResponseMetadata"]["HTTPStatusCode"], e.response["Error"]["Code"]]))
`
let moto: Moto
let gate: Gate

beforeAll(async () => {
  if (awsTest === test.skip) return
  moto = await startMoto()
  const allow = (...Action: string[]) => ({ Effect: 'Allow', Action, Resource: '*' })
  const writer = await moto.user('writer', allow('s3:*', 'sqs:*', 'dynamodb:*', 'sts:*'))
  const reader = await moto.role('reader', allow('s3:GetObject', 's3:ListBucket'))
  await moto.enforce()
  const keys = '{ access_key_id: "env:WRITER_ID", secret_access_key: "env:WRITER_KEY" }'
  const service = (name: string) => `  - name: ${name}
    protocol: http
    upstream: ${moto.url.origin}
    hosts: [${name}.test]
    labels: { cloud: aws, data: public }
    credential: { aws: { region: us-east-1, service: ${name}, keys: ${keys} } }
    credentials:
      reader: { aws: { region: us-east-1, service: ${name}, keys: ${keys}, role_arn: "${reader}", sts_endpoint: "${moto.url.origin}" } }
`
  gate = await startGate({
    bundle: await bundleWithRules({ 'http/aws': RULE }),
    environment: { WRITER_ID: writer.accessKeyId, WRITER_KEY: writer.secretAccessKey },
    more: ['s3', 'sqs', 'dynamodb', 'sts'].map(service).join(''),
  })
}, 120_000)

afterAll(async () => {
  await gate?.close()
  await moto?.stop()
})

/** What came of each line, as the SDK understands it. */
async function sdk(...program: string[]): Promise<unknown[]> {
  const token = await gate.session({ run_id: 'aws' })
  const arguments_ = ['-c', SDK, join(gate.directory, 'ca.pem'), program.join('\n')]
  const { status, output } = await gate.proxied(token, motoPython, ...arguments_)
  if (status !== 0) throw new Error(output)
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}

awsTest(
  'S3 takes what the gateway signed, odd names and all',
  async () => {
    const odd = ['plain', 'a b+c', 'ünïcode/€', "!*'()@:$,;=&", 'tilde~.-_']
    const put = (key: string) =>
      `s3.put_object(Bucket="shop", Key=${JSON.stringify(key)}, Body=b"of shop")["ETag"] != ""`
    const get = (key: string) => `s3.get_object(Bucket="shop", Key=${JSON.stringify(key)})["Body"]`
    expect(
      await sdk(
        's3.create_bucket(Bucket="shop")["ResponseMetadata"]["HTTPStatusCode"]',
        ...odd.map(put),
        ...odd.map(get),
        '[it["Key"] for it in s3.list_objects_v2(Bucket="shop", Prefix="a b+")["Contents"]]',
        's3.put_object(Bucket="shop", Key="meta", Body=io.BytesIO(b"x" * 300000), Metadata={"by": "an  agent"})["ETag"] != ""',
        's3.head_object(Bucket="shop", Key="meta")["ContentLength"]',
      ),
    ).toEqual([200, ...odd.map(() => true), ...odd.map(() => 'of shop'), ['a b+c'], true, 300_000])
  },
  120_000,
)

awsTest(
  'S3 in parts, and over http, where the SDK signs what the body holds',
  async () => {
    expect(
      await sdk(
        's3.create_bucket(Bucket="parts")["Location"]',
        's3.upload_fileobj(io.BytesIO(b"x" * 9000000), "parts", "large")',
        's3.head_object(Bucket="parts", Key="large")["ContentLength"]',
        'client("s3", "http").put_object(Bucket="parts", Key="plain", Body=b"plain")["ETag"] != ""',
        'client("s3", "http").get_object(Bucket="parts", Key="plain")["Body"]',
      ),
    ).toEqual(['/parts', null, 9_000_000, true, 'plain'])
  },
  120_000,
)

awsTest(
  'a URL that is signed, and a name that servers read differently, are refused in words',
  async () => {
    const refused =
      'requests.get(s3.generate_presigned_url("get_object", {"Bucket": "shop", "Key": "plain"}), verify=ca)'
    expect(
      await sdk(`${refused}.json()["error"]["message"]`, 's3.put_object(Bucket="shop", Key="a//b", Body=b"")'),
    ).toEqual(['The query holds a signature of AWS, which is no use with the keys of this connection.', [400, '400']])
  },
  120_000,
)

awsTest(
  'other services have their bodies signed: queries and JSON',
  async () => {
    expect(
      await sdk(
        'sts.get_caller_identity()["Arn"].split(":")[-1]',
        'sqs.create_queue(QueueName="jobs")["QueueUrl"].split("/")[-1]',
        '[q.split("/")[-1] for q in sqs.list_queues()["QueueUrls"]]',
        'dynamodb.create_table(TableName="orders", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}], AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST")["TableDescription"]["TableName"]',
        'dynamodb.put_item(TableName="orders", Item={"id": {"S": "ü"}})["ResponseMetadata"]["HTTPStatusCode"]',
        'dynamodb.scan(TableName="orders")["Items"]',
      ),
    ).toEqual(['user/writer', 'jobs', ['jobs'], 'orders', 200, [{ id: { S: 'ü' } }]])
  },
  120_000,
)

awsTest(
  'where the decision chooses a role that may read, AWS itself refuses the rest',
  async () => {
    expect(
      await sdk(
        's3.create_bucket(Bucket="reports")["Location"]',
        's3.create_bucket(Bucket="drafts")["Location"]',
        's3.put_object(Bucket="drafts", Key="a", Body=b"a")["ResponseMetadata"]["HTTPStatusCode"]',
        's3.get_object(Bucket="reports", Key="a")',
        's3.put_object(Bucket="reports", Key="a", Body=b"a")',
        's3.delete_object(Bucket="reports", Key="a")',
      ),
    ).toEqual(['/reports', '/drafts', 200, [404, 'NoSuchKey'], [403, 'AccessDenied'], [403, 'AccessDenied']])
  },
  120_000,
)
