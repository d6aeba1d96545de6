import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Plugin } from 'esbuild';

/** What Bolt loads and this app never calls: 1.4 MB and 200 ms of start. */
const STUBBED = [
  '@slack/bolt/dist/Assistant.js',
  '@slack/bolt/dist/AssistantThreadContextStore.js',
  '@slack/bolt/dist/CustomFunction.js',
  '@slack/bolt/dist/receivers/ExpressReceiver.js',
  '@slack/bolt/dist/receivers/HTTPReceiver.js',
  '@slack/bolt/dist/receivers/SocketModeReceiver.js',
  '@slack/bolt/dist/receivers/HTTPModuleFunctions.js',
  '@slack/bolt/dist/receivers/HTTPResponseAck.js',
  '@slack/bolt/dist/receivers/SocketModeFunctions.js',
  '@slack/oauth',
  '@slack/socket-mode',
  '@slack/web-api/dist/chat-stream.js',
  '@slack/web-api/dist/file-upload.js',
  'raw-body',
];
/** Only `admin.analytics.getFile` unzips; loading it costs 3 ms of each cold start. */
const STUBBED_BUILTINS = /^node:zlib$/;
/** Types only, but for two lists that nothing here reads: forty modules that are looked through at each start. */
const TYPES_ONLY = '@slack/types';

/** Leaves out of the public function's bundle what it never calls, and gives it small stand-ins for what it hardly uses: all of it is start-up. */
export function slackStubs(root: string): Plugin {
  const resolve = createRequire(path.join(root, 'package.json')).resolve;
  const boltResolve = createRequire(resolve('@slack/bolt')).resolve;
  const files = new Set(
    STUBBED.map((name) => (name.startsWith('@slack/bolt/') ? resolve(name) : boltResolve(name))),
  );
  const webApiResolve = createRequire(boltResolve('@slack/web-api')).resolve;
  const lighter = new Map<string, (source: string) => string>([
    [boltResolve('@slack/web-api/dist/methods.js'), lightMethods],
    [webApiResolve('p-queue'), () => NO_QUEUE],
    [webApiResolve('p-retry'), () => NO_RETRY],
    [boltResolve(TYPES_ONLY), () => ''],
    [resolve('@slack/bolt'), () => BOLT],
  ]);
  return {
    name: 'slack-stubs',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: STUBBED_BUILTINS }, ({ path: name }) => ({ path: name, namespace: 'stubbed' }));
      onResolve({ filter: /^stub-maker$/ }, ({ path: name }) => ({ path: name, namespace: STUB_MAKER }));
      onLoad({ filter: /./, namespace: STUB_MAKER }, () => ({ contents: STUB_MAKER_SOURCE, loader: 'js' }));
      onLoad({ filter: STUBBED_BUILTINS, namespace: 'stubbed' }, ({ path: name }) => ({
        contents: stubFor(name),
        loader: 'js',
      }));
      // Slack's packages read their own names, versions and engines; a kilobyte of the rest of each would be loaded for nothing.
      onLoad({ filter: /@slack[\\/][\w-]+[\\/]package\.json$/ }, async ({ path: file }) => {
        const { name, version, engines } = JSON.parse(await readFile(file, 'utf8'));
        return { contents: JSON.stringify({ name, version, engines }), loader: 'json' };
      });
      onLoad({ filter: /\.js$/ }, async ({ path: file }) => {
        const light = lighter.get(file);
        const contents = light
          ? light(await readFile(file, 'utf8'))
          : files.has(file)
            ? stubFor(path.basename(file, '.js'))
            : undefined;
        return contents === undefined ? undefined : { contents, loader: 'js' };
      });
    },
  };
}

/** Any name that is read from the module is a class that refuses to be made. */
function stubFor(name: string): string {
  return `module.exports = require('${STUB_MAKER}')('${name}');`;
}

/** Bundled once for all stubs: every kilobyte of the public function is start-up. */
const STUB_MAKER = 'stub-maker';
const STUB_MAKER_SOURCE = `
  module.exports = (name) => {
    class Stubbed { constructor() { throw new Error(name + ' was stubbed at bundle time (infra/slack-stubs.ts)'); } }
    return new Proxy({ __esModule: true, default: Stubbed }, { get: (target, key) => key in target ? target[key] : Stubbed });
  };
`;

/** What the public function takes of Bolt: `src/app/bolt-app.ts` and `src/app/log.ts` import nothing else, or the bundle would lack it. */
const BOLT = `
  exports.App = require('./App').default;
  exports.AwsLambdaReceiver = require('./receivers/AwsLambdaReceiver').default;
  exports.LogLevel = require('@slack/logger').LogLevel;
`;

/**
 * The client makes some three hundred functions whenever it is made, which is at each start and for each installation. Here `chat` and the others
 * are made when they are asked for: a name that is called is the Web API's method of that name, as it is there.
 */
function lightMethods(source: string): string {
  const names = [...source.matchAll(/^ {4}(\w+) = \{$/gm)].map(([, name]) => name);
  if (
    !names.includes('chat') ||
    !names.includes('views') ||
    !source.includes('self.apiCall.bind(self, method)')
  ) {
    throw new Error('@slack/web-api/dist/methods.js is not what infra/slack-stubs.ts was written for.');
  }
  return `
    const { EventEmitter } = require('eventemitter3');
    const callable = (client, method) => new Proxy((...input) => client.apiCall(method, ...input), {
      get: (target, key) => typeof key === 'string' && !(key in target) ? callable(client, method + '.' + key) : target[key],
    });
    class Methods extends EventEmitter {}
    for (const name of ${JSON.stringify(names)}) {
      Object.defineProperty(Methods.prototype, name, { get() { return callable(this, name); } });
    }
    exports.Methods = Methods;
  `;
}

/** One event at a time, which makes a call or two: nothing has to queue. */
const NO_QUEUE = `
  module.exports = class {
    add(task) { return task(); }
    pause() {}
    start() {}
  };
`;

/** \`src/app/bolt-app.ts\` asks for no retries, which could not come within Slack's three seconds; any other wish is refused. */
const NO_RETRY = `
  class AbortError extends Error {
    constructor(cause) {
      super(cause.message);
      this.originalError = cause;
    }
  }
  module.exports = async (task, { retries }) => {
    if (retries !== 0) throw new Error('retries were taken out at bundle time (infra/slack-stubs.ts)');
    try {
      return await task(1);
    } catch (error) {
      throw error instanceof AbortError ? error.originalError : error;
    }
  };
  module.exports.AbortError = AbortError;
`;
