import { LIMITS } from '../limits.ts';
import { anyText, mrkdwn, plainText, typed } from './composition.ts';
import {
  ACCESSORIES,
  ACTION_ELEMENTS,
  button,
  CONTEXT_ACTION_ELEMENTS,
  INPUT_ELEMENTS,
  imageElement,
  webAddress,
} from './elements.ts';
import { richText } from './rich-text.ts';
import {
  byType,
  exactlyOne,
  flag,
  isRecord,
  list,
  oneOf,
  type Problem,
  type Rule,
  shape,
  text,
} from './rule.ts';
import { dataTable, table } from './tables.ts';

/** Layout blocks. @see https://docs.slack.dev/reference/block-kit/blocks */
export type Surface = 'message' | 'modal' | 'home';

const id = { block_id: text(1, LIMITS.blockId) };

const section = typed(
  'section',
  {},
  {
    ...id,
    text: anyText(LIMITS.section.text),
    fields: list(anyText(LIMITS.section.field), { min: 1, max: LIMITS.section.fields }),
    accessory: byType(ACCESSORIES),
    expand: flag,
  },
  (value, at, report) => {
    if (value['text'] === undefined && value['fields'] === undefined) {
      report({ pointer: at, code: 'missing_field', message: 'must provide one of: text, fields' });
    }
  },
);

const context = typed(
  'context',
  {
    elements: list(
      byType({ image: imageElement, plain_text: plainText(LIMITS.text), mrkdwn: mrkdwn(LIMITS.text) }),
      {
        min: 1,
        max: LIMITS.elements.context,
      },
    ),
  },
  id,
);

const actions = typed(
  'actions',
  { elements: list(byType(ACTION_ELEMENTS), { min: 1, max: LIMITS.elements.actions }) },
  id,
);

const image = typed(
  'image',
  { alt_text: text(1, LIMITS.image.alt) },
  {
    ...id,
    image_url: webAddress(LIMITS.image.url),
    slack_file: shape({
      optional: { id: text(1, 255), url: webAddress(3000) },
      also: exactlyOne('id', 'url'),
    }),
    title: plainText(LIMITS.image.title),
  },
  exactlyOne('image_url', 'slack_file'),
);

const input = typed(
  'input',
  { label: plainText(LIMITS.input.label), element: byType(INPUT_ELEMENTS) },
  { ...id, hint: plainText(LIMITS.input.hint), optional: flag, dispatch_action: flag },
);

const video = typed(
  'video',
  {
    video_url: webAddress(LIMITS.video.url),
    thumbnail_url: webAddress(LIMITS.video.url),
    alt_text: text(1, LIMITS.video.text),
    title: plainText(LIMITS.video.text),
  },
  {
    ...id,
    title_url: webAddress(LIMITS.video.url),
    author_name: text(1, LIMITS.video.name),
    provider_name: text(1, LIMITS.video.name),
    provider_icon_url: webAddress(LIMITS.video.url),
    description: plainText(LIMITS.video.text),
  },
);

const card = typed(
  'card',
  {},
  {
    ...id,
    hero_image: imageElement,
    icon: imageElement,
    title: mrkdwn(LIMITS.card.text),
    subtitle: mrkdwn(LIMITS.card.text),
    body: mrkdwn(LIMITS.card.body),
    subtext: mrkdwn(LIMITS.card.body),
    actions: list(button, { min: 1, max: LIMITS.card.actions }),
  },
);

const plainBlocks: Readonly<Record<string, Rule>> = {
  section,
  context,
  actions,
  image,
  input,
  video,
  rich_text: richText,
  divider: typed('divider', {}, id),
  header: typed('header', { text: plainText(LIMITS.header) }, id),
};

const container = typed(
  'container',
  { child_blocks: list(byType({ ...plainBlocks, table }), { min: 1, max: LIMITS.container.children }) },
  {
    ...id,
    title: plainText(LIMITS.container.title),
    rich_text_title: richText,
    subtitle: anyText(LIMITS.container.title),
    width: oneOf('narrow', 'standard', 'wide', 'full'),
    icon: imageElement,
    is_collapsible: flag,
    default_collapsed: flag,
    has_header_divider: flag,
  },
);

const carousel = typed('carousel', { elements: list(card, { min: 1, max: LIMITS.carousel }) }, id);

const contextActions = typed(
  'context_actions',
  {
    elements: list(byType(CONTEXT_ACTION_ELEMENTS), { min: 1, max: LIMITS.elements.context_actions }),
  },
  id,
);

const alert = typed(
  'alert',
  { text: anyText(LIMITS.alert) },
  { ...id, level: oneOf('default', 'info', 'warning', 'error', 'success') },
);

/** Not every block may stand everywhere. @see https://docs.slack.dev/blocks.json */
const BLOCKS_OF: Readonly<Record<Surface, Readonly<Record<string, Rule>>>> = {
  message: {
    ...plainBlocks,
    card,
    carousel,
    container,
    table,
    data_table: dataTable,
    context_actions: contextActions,
    markdown: typed('markdown', { text: text(1, LIMITS.markdown) }, id),
  },
  modal: { ...plainBlocks, card, alert },
  home: { ...plainBlocks, card, carousel },
};

/** The blocks of one surface: their count, each block by itself, and what holds over all of them. */
export function blocksRule(surface: Surface): Rule {
  const counted = list(byType(BLOCKS_OF[surface]), {
    min: surface === 'message' ? 0 : 1,
    max: surface === 'message' ? LIMITS.messageBlocks : LIMITS.viewBlocks,
  });
  return (value, at, report) => {
    counted(value, at, report);
    if (Array.isArray(value)) {
      togetherRight(value.filter(isRecord), at, report);
    }
  };
}

/** Ids are unique, the markdown of all blocks is within its limit, and at most one element wants the focus. */
function togetherRight(
  blocks: readonly Readonly<Record<string, unknown>>[],
  at: string,
  report: (problem: Problem) => void,
): void {
  const blockIds = new Set<unknown>();
  let markdown = 0;
  let focused = 0;
  for (const [index, block] of blocks.entries()) {
    const place = `${at}/${index}`;
    if (block['block_id'] !== undefined && blockIds.has(block['block_id'])) {
      report({
        pointer: `${place}/block_id`,
        code: 'duplicate',
        message: `\`block_id\` ${String(block['block_id'])} already exists`,
      });
    }
    blockIds.add(block['block_id']);
    markdown +=
      block['type'] === 'markdown' && typeof block['text'] === 'string' ? [...block['text']].length : 0;
    const elements = elementsOf(block);
    const actionIds = new Set<unknown>();
    for (const { element, path } of elements) {
      const actionId = element['action_id'];
      if (actionId !== undefined && actionIds.has(actionId)) {
        report({
          pointer: `${place}${path}/action_id`,
          code: 'duplicate',
          message: `\`action_id\` ${String(actionId)} already exists in this block`,
        });
      }
      actionIds.add(actionId);
      focused += element['focus_on_load'] === true ? 1 : 0;
      if (element['focus_on_load'] === true && focused > 1) {
        report({
          pointer: `${place}${path}/focus_on_load`,
          code: 'too_many',
          message: 'only one element can have focus_on_load',
        });
      }
    }
  }
  if (markdown > LIMITS.markdown) {
    report({
      pointer: at,
      code: 'too_long',
      message: `markdown blocks must be less than ${LIMITS.markdown + 1} characters together`,
    });
  }
}

/** The interactive elements of a block, with their place in it. */
export function elementsOf(
  block: Readonly<Record<string, unknown>>,
): readonly { readonly element: Readonly<Record<string, unknown>>; readonly path: string }[] {
  const single = ['accessory', 'element'].flatMap((name) => {
    const element = block[name];
    return isRecord(element) ? [{ element, path: `/${name}` }] : [];
  });
  const inList =
    block['type'] === 'actions' || block['type'] === 'context_actions' ? block['elements'] : undefined;
  const several = Array.isArray(inList)
    ? inList.flatMap((element: unknown, index) =>
        isRecord(element) ? [{ element, path: `/elements/${index}` }] : [],
      )
    : [];
  return [...single, ...several];
}
