import { typed } from './composition.ts';
import { byType, flag, integer, list, matching, oneOf, type Rule, shape, text } from './rule.ts';

/** Rich text. @see https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
const style = {
  style: shape({ optional: { bold: flag, code: flag, italic: flag, strike: flag, underline: flag } }),
};
const id = text(1, 255);
const address = matching(/^(https?|mailto|slack):/i, 'must be a valid URL');

const inline = byType({
  text: typed('text', { text: text(1, 3000) }, style),
  link: typed('link', { url: address }, { text: text(0, 3000), unsafe: flag, ...style }),
  user: typed('user', { user_id: id }, style),
  usergroup: typed('usergroup', { usergroup_id: id }, style),
  channel: typed('channel', { channel_id: id }, style),
  team: typed('team', { team_id: id }, style),
  emoji: typed('emoji', { name: text(1, 255) }, { unicode: text(1, 255), url: address, ...style }),
  broadcast: typed('broadcast', { range: oneOf('here', 'channel', 'everyone') }, style),
  color: typed('color', { value: text(1, 20) }, style),
  date: typed(
    'date',
    { timestamp: integer(0, 99_999_999_999), format: text(1, 255) },
    { url: address, fallback: text(0, 3000), ...style },
  ),
});

const inlines = list(inline, { max: 1000 });
const border = { border: oneOf(0, 1) };
const section = typed('rich_text_section', { elements: inlines });

export const richText: Rule = typed(
  'rich_text',
  {
    elements: list(
      byType({
        rich_text_section: section,
        rich_text_list: typed(
          'rich_text_list',
          { elements: list(section, { max: 1000 }), style: oneOf('bullet', 'ordered') },
          { indent: integer(0, 8), offset: integer(0, 100_000), ...border },
        ),
        rich_text_quote: typed('rich_text_quote', { elements: inlines }, border),
        rich_text_preformatted: typed('rich_text_preformatted', { elements: inlines }, border),
      }),
      { min: 1, max: 100 },
    ),
  },
  { block_id: text(1, 255) },
);
