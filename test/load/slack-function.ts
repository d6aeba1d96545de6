import { createHmac } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { callThroughHttpApi } from '../../local/runtime/http-entry.ts';
import { createLambdaFunction, type LambdaFunction } from '../../local/runtime/lambda-function.ts';
import { laptopVariables } from '../../local/runtime/laptop-functions.ts';
import type { Laptop } from '../../local/start.ts';
import { type Row, seriesOf, timed } from './measure.ts';

const COLD_RUNS = 15;
const WARM_RUNS = 300;

const BARE = `exports.handler = async (event) => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '' });`;

/** The public function beside a handler that only answers: cold through the Runtime API, and warm. Interleaved, so that both meet the same machine. */
export async function benchSlackFunction(
  laptop: Laptop,
  dist: string,
  scratch: string,
): Promise<readonly Row[]> {
  mkdirSync(path.join(scratch, 'bare'), { recursive: true });
  writeFileSync(path.join(scratch, 'bare', 'index.cjs'), BARE);
  const make = (directory: string): LambdaFunction => benchFunction(laptop, directory);
  const cold = async (directory: string): Promise<number> => {
    const target = make(directory);
    const [ms = 0] = await timed(1, () => call(laptop, target, 'help'));
    target.stop();
    return ms;
  };

  const coldBare: number[] = [];
  const coldSlack: number[] = [];
  for (let run = 0; run < COLD_RUNS; run += 1) {
    coldBare.push(await cold(path.join(scratch, 'bare')));
    coldSlack.push(await cold(path.join(dist, 'slack')));
  }
  const warmTarget = make(path.join(dist, 'slack'));
  await call(laptop, warmTarget);
  const warm = seriesOf(await timed(WARM_RUNS, () => call(laptop, warmTarget)));
  warmTarget.stop();

  const ratio = seriesOf(coldSlack).median / seriesOf(coldBare).median;
  return [
    {
      what: 'Slack function, cold: process start to answer, against a bare handler',
      measured: `${seriesOf(coldSlack).median.toFixed(0)} ms, ${ratio.toFixed(2)} × bare`,
      target: 'at most 1.6 ×',
      reached: ratio <= 1.6,
    },
    {
      what: `Slack function, warm: signed command in, answer out (${WARM_RUNS} times)`,
      measured: `median ${warm.median.toFixed(1)} ms, p99 ${warm.p99.toFixed(1)} ms`,
      target: 'p99 under 50 ms',
      reached: warm.p99 < 50,
    },
  ];
}

/** A function of the laptop beside its own, started from any folder. */
export function benchFunction(
  laptop: Laptop,
  directory: string,
  { name = 'bench', concurrency = 1 }: { readonly name?: string; readonly concurrency?: number } = {},
): LambdaFunction {
  return createLambdaFunction({
    name,
    directory,
    variables: laptopVariables({ awsUrl: laptop.awsUrl, slackApiUrl: `${laptop.url}/api/` }),
    memoryMb: 1024,
    timeoutMs: 10_000,
    concurrency,
    clock: laptop.clock,
    credentials: () => laptop.credentialsOf('slack'),
    onOutput: () => undefined,
  });
}

/** A signed `/mesh` command: verified, routed, answered. */
function call(laptop: Laptop, target: LambdaFunction, text = 'help'): Promise<string> {
  return sign(laptop, target, {
    command: '/mesh',
    text,
    team_id: 'T0MESH',
    user_id: 'U0ANA',
    channel_id: 'C0ANALYTICS',
    trigger_id: '1.2.3',
    response_url: `${laptop.url}/response/none`,
  });
}

/** Sends these form fields as Slack signs them, and returns the body of the answer. Throws where the function did not answer 200. */
export async function sign(
  laptop: Laptop,
  target: LambdaFunction,
  fields: Readonly<Record<string, string>>,
): Promise<string> {
  const body = new URLSearchParams(fields).toString();
  const timestamp = Math.floor(laptop.clock.now() / 1000);
  const signature = createHmac('sha256', laptop.seeded.signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  const { status, body: answer } = await callThroughHttpApi(target, laptop.clock, {
    method: 'POST',
    path: '/slack/events',
    query: '',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': `v0=${signature}`,
    },
    body: Buffer.from(body),
  });
  if (status !== 200) {
    throw new Error(`the function answered ${status}`);
  }
  return String(answer);
}
