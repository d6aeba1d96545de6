import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { BOT_SCOPES } from '../../src/app/slack-scopes.ts';

it('asks for exactly the scopes that the manifest lists', () => {
  const manifest = JSON.parse(readFileSync('infra/slack-manifest.json', 'utf8'));

  expect([...BOT_SCOPES]).toEqual(manifest.oauth_config.scopes.bot);
});
