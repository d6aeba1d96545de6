#!/usr/bin/env node
// Runs the sources as they are, so that there is nothing to build: tsx reads the TypeScript, the loader the policy templates.
import { register } from 'tsx/esm/api';
import '../local/runtime/text-loader.mjs';

register();
// Which Node runs this is said in the README; the SDK would say it before every answer.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const { main } = await import('../src/cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
