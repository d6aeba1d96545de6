import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateDatabaseCommand, GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { MESH, present, REGION, refused, rootOf, startTestAws } from './support.ts';

const ROOT = path.resolve(__dirname, '../../..');

describe('state on disk', () => {
  const folders: string[] = [];
  const children: ChildProcess[] = [];
  const aFolder = () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'aws-'));
    folders.push(folder);
    return folder;
  };
  afterEach(() => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
    }
  });
  afterAll(() => {
    for (const folder of folders) {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  async function aProcess(folder: string): Promise<{ child: ChildProcess; output: string }> {
    const script = require.resolve('./run-aws.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    const collect = (data: Buffer) => {
      output += data.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const ended = once(child, 'exit').then(() => true);
    while (
      !/ready \S+/.test(output) &&
      !(await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve(false), 20))]))
    ) {
      // Until it is ready or has ended.
    }
    return { child, output };
  }
  const settings = (endpoint: string) => ({
    endpoint,
    region: REGION,
    credentials: rootOf(MESH),
    maxAttempts: 1,
  });
  const urlOf = (output: string) => present(/ready (\S+)/.exec(output)?.[1]);

  it('is there again after a restart: catalog, items with their index, and messages', async () => {
    const folder = aFolder();
    const first = await startTestAws({ dataDir: folder });
    await new GlueClient(first.as(MESH)).send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: 'sales' } }),
    );
    const table = {
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
    };
    await new DynamoDBClient(first.as(MESH)).send(
      new CreateTableCommand({ TableName: 'items', ...table, BillingMode: 'PAY_PER_REQUEST' }),
    );
    await new DynamoDBClient(first.as(MESH)).send(
      new PutItemCommand({ TableName: 'items', Item: { id: { S: 'a' }, raw: { B: Buffer.from('xyz') } } }),
    );
    await new SQSClient(first.as(MESH)).send(new CreateQueueCommand({ QueueName: 'plain' }));
    await new SQSClient(first.as(MESH)).send(
      new SendMessageCommand({ QueueUrl: `${first.url}/${MESH}/plain`, MessageBody: 'kept' }),
    );
    await first.close();

    const second = await startTestAws({ dataDir: folder });

    const { Database } = await new GlueClient(second.as(MESH)).send(
      new GetDatabaseCommand({ Name: 'sales' }),
    );
    const { Items } = await new DynamoDBClient(second.as(MESH)).send(new ScanCommand({ TableName: 'items' }));
    const { Messages } = await new SQSClient(second.as(MESH)).send(
      new ReceiveMessageCommand({ QueueUrl: `${second.url}/${MESH}/plain` }),
    );
    await second.close();
    expect(Database?.CreateTime).toBeInstanceOf(Date);
    expect(Items?.map(({ raw }) => Buffer.from(raw?.B ?? []).toString())).toEqual(['xyz']);
    expect(Messages?.map(({ Body }) => Body)).toEqual(['kept']);
  });

  it('loses no acknowledged write when the process is killed at any moment', async () => {
    const folder = aFolder();
    const acknowledged: string[] = [];
    for (const round of [1, 2]) {
      const { child, output } = await aProcess(folder);
      const glue = new GlueClient(settings(urlOf(output)));
      const writing = (async () => {
        for (let number = 0; ; number++) {
          const Name = `db${round}x${number}`;
          await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
          acknowledged.push(Name);
          if (number === 6 * round) {
            setTimeout(() => child.kill('SIGKILL'), 20); // somewhere in one of the next calls
          }
        }
      })();
      await refused(writing);
      await once(child, 'exit').catch(() => undefined);
    }

    const after = await startTestAws({ dataDir: folder });
    const glue = new GlueClient(after.as(MESH));
    const found = await Promise.all(acknowledged.map((Name) => glue.send(new GetDatabaseCommand({ Name }))));
    await after.close();

    expect(acknowledged.length).toBeGreaterThan(10);
    expect(found).toHaveLength(acknowledged.length);
  });

  it('refuses a second process on the same folder with one sentence, and none once the first was killed', async () => {
    const folder = aFolder();
    const first = await aProcess(folder);

    const second = await aProcess(folder);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const third = await aProcess(folder);

    expect(second.output.trim()).toBe(
      `The folder ${folder} is in use by the process ${first.child.pid}: stop that one, or choose another folder.`,
    );
    expect(third.output).toMatch(/^ready /m);
  });

  it('names a damaged file in one sentence and leaves it as it is', async () => {
    const folder = aFolder();
    await (await startTestAws({ dataDir: folder })).close();
    const file = path.join(folder, 'snapshot.jsonl');
    const damaged = readFileSync(file, 'utf8').replace('[', '<');
    writeFileSync(file, damaged);

    const error = await refused(startTestAws({ dataDir: folder }));

    expect(error.message).toBe(
      `The state file ${file} is damaged at line 2: mend it, or move it away to begin anew. It was left as it is.`,
    );
    expect(readFileSync(file, 'utf8')).toBe(damaged);
  });

  it('names a folder that cannot be written in one sentence', async () => {
    const file = path.join(aFolder(), 'file');
    writeFileSync(file, '');

    const error = await refused(startTestAws({ dataDir: path.join(file, 'inside') }));

    expect(error.message).toBe(
      `The folder ${path.join(file, 'inside')} cannot be written: give yourself the right to, or choose another one.`,
    );
  });

  it('takes a torn last line of the journal for a call that was never answered', async () => {
    const folder = aFolder();
    const { child, output } = await aProcess(folder);
    await new GlueClient(settings(urlOf(output))).send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: 'whole' } }),
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    const journal = path.join(folder, 'journal.jsonl');
    writeFileSync(journal, `${readFileSync(journal, 'utf8')}[["glue.databases","${MESH}","torn",{"na`);

    const after = await startTestAws({ dataDir: folder });

    const { Database } = await new GlueClient(after.as(MESH)).send(new GetDatabaseCommand({ Name: 'whole' }));
    const torn = await refused(new GlueClient(after.as(MESH)).send(new GetDatabaseCommand({ Name: 'torn' })));
    await after.close();
    expect([Database?.Name, torn.name]).toEqual(['whole', 'EntityNotFoundException']);
  });
});
