/**
 * The runtime client inside a function's process: asks the Runtime API for the next event, calls the handler, gives the answer back.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */

import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, url, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Functions follow the laptop's virtual clock; the offset comes with each event, as nothing runs in between. */
const RealDate = Date;
let offset = Number(process.env.MESH_CLOCK_OFFSET ?? 0);
class VirtualDate extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [RealDate.now() + offset] : args));
  }
  static now() {
    return RealDate.now() + offset;
  }
}
globalThis.Date = VirtualDate;

const errorBody = (error) =>
  JSON.stringify({
    errorType: error?.name ?? 'Error',
    errorMessage: String(error?.message ?? error),
    trace: String(error?.stack ?? '').split('\n'),
  });

let handler;
try {
  const [file, name] = process.env._HANDLER.split('.');
  handler = createRequire(import.meta.url)(path.join(process.env.LAMBDA_TASK_ROOT, `${file}.cjs`))[name];
  if (typeof handler !== 'function') throw new Error(`${process.env._HANDLER} is not a function`);
  if (handler.length > 2)
    throw new Error('Runtime.CallbackHandlerDeprecated: a handler takes an event and a context');
} catch (error) {
  await call('POST', `${api}/init/error`, errorBody(error));
  process.exit(1);
}

for (;;) {
  const { headers, body } = await call('GET', `${api}/invocation/next`);
  const id = headers['lambda-runtime-aws-request-id'];
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  offset = Number(headers['x-mesh-clock-offset'] ?? 0);
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'] ?? '';
  const context = {
    awsRequestId: id,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - RealDate.now()),
  };
  try {
    const answer = await handler(JSON.parse(body), context);
    await call('POST', `${api}/invocation/${id}/response`, JSON.stringify(answer ?? null));
  } catch (error) {
    console.error(
      JSON.stringify({
        level: 'ERROR',
        message: 'Invoke Error',
        requestId: id,
        stack: String(error?.stack ?? error),
      }),
    );
    await call('POST', `${api}/invocation/${id}/error`, errorBody(error));
  }
}
