import { describe, expect, it } from '@jest/globals';
import manifest from '../../../infra/slack-manifest.json' with { type: 'json' };
import { METHODS } from '../../../local/slack/api/methods.ts';
import { readManifest } from '../../../local/slack/manifest.ts';
import { REQUEST_MESSAGE_SHORTCUT, REQUEST_SHORTCUT } from '../../../src/blocks/ids.ts';

const long = (length: number) => 'x'.repeat(length);

describe('a manifest', () => {
  it("of the app is within Slack's limits, and its shortcuts are those that the app listens to", () => {
    const { features } = readManifest(manifest);

    expect(features.shortcuts?.map(({ type, callback_id: id }) => [type, id])).toEqual([
      ['global', REQUEST_SHORTCUT],
      ['message', REQUEST_MESSAGE_SHORTCUT],
    ]);
    expect(features.slash_commands).toMatchObject([{ command: '/mesh', should_escape: true }]);
  });

  it('asks for no scope without a use', () => {
    // commands is used by commands and shortcuts, which are no methods.
    const used = new Set(['commands', ...[...METHODS.values()].flatMap(({ scopes }) => scopes)]);

    expect(manifest.oauth_config.scopes.bot.filter((scope) => !used.has(scope))).toEqual([]);
    expect(manifest.oauth_config.scopes.bot.filter((scope) => scope.includes('history'))).toEqual([]);
  });

  const { display_information: display, features, oauth_config: oauth, settings } = manifest;
  const [shortcut] = features.shortcuts;
  const [command] = features.slash_commands;
  it.each([
    [
      'its name has more than 35 characters',
      { display_information: { ...display, name: long(36) } },
      'display_information.name',
    ],
    [
      'its description has more than 140',
      { display_information: { ...display, description: long(141) } },
      'display_information.description',
    ],
    [
      'its long description has fewer than 175',
      { display_information: { ...display, long_description: long(174) } },
      'display_information.long_description',
    ],
    [
      'the bot is called with more than 80',
      { features: { ...features, bot_user: { display_name: long(81) } } },
      'features.bot_user.display_name',
    ],
    [
      'a shortcut is called with more than 24',
      { features: { ...features, shortcuts: [{ ...shortcut, name: long(25) }] } },
      'features.shortcuts.0.name',
    ],
    [
      'there are more than 10 shortcuts',
      { features: { ...features, shortcuts: Array.from({ length: 11 }, () => shortcut) } },
      'features.shortcuts',
    ],
    [
      'a command has more than 32 characters',
      { features: { ...features, slash_commands: [{ ...command, command: `/${long(32)}` }] } },
      'features.slash_commands.0.command',
    ],
    [
      'there are more than 100 events',
      {
        settings: {
          ...settings,
          event_subscriptions: {
            request_url: 'https://HOST',
            bot_events: Array.from({ length: 101 }, () => 'x'),
          },
        },
      },
      'settings.event_subscriptions.bot_events',
    ],
    [
      'there are more than 255 scopes',
      { oauth_config: { ...oauth, scopes: { bot: Array.from({ length: 256 }, () => 'x') } } },
      'oauth_config.scopes.bot',
    ],
    ['it has no interactivity', { settings: {} }, 'settings.interactivity'],
  ])('is refused when %s', (_fault, change, field) => {
    expect(() => readManifest({ ...manifest, ...change })).toThrow(field);
  });
});
