import { describe, expect, it } from '@jest/globals';
import { validateMessage, validateMessageBlocks } from '../../../src/blocks/validate/message.ts';
import { blockSuggestionProblems } from '../../../src/blocks/validate/options.ts';
import { problemText, validateView } from '../../../src/blocks/validate/view.ts';

type Json = Record<string, unknown>;

const x = (length: number) => 'x'.repeat(length);
const plain = (length: number) => ({ type: 'plain_text', text: x(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: x(length) });
const times = <T>(count: number, item: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => item(index));
const option = (index: number) => ({ text: plain(5), value: `v${index}` });
const button = (change: Json = {}) => ({ type: 'button', text: plain(5), ...change });
const inActions = (element: Json) => [{ type: 'actions', elements: [element] }];
const accessory = (element: Json) => [{ type: 'section', text: mrkdwn(5), accessory: element }];
const input = (change: Json = {}, element: Json = {}) => [
  { type: 'input', label: plain(5), element: { type: 'plain_text_input', ...element }, ...change },
];
const select = (change: Json) => inActions({ type: 'static_select', ...change });
const confirm = (change: Json = {}) => ({
  title: plain(100),
  text: mrkdwn(300),
  confirm: plain(30),
  deny: plain(30),
  ...change,
});
const cell = (length = 1) => ({ type: 'raw_text', text: x(length) });
const modal = (change: Json = {}) => ({
  type: 'modal',
  title: plain(24),
  blocks: [{ type: 'divider' }],
  ...change,
});

/** What is right, what is one step too far, and where Slack points. */
const MESSAGE_LIMITS: readonly (readonly [string, unknown, unknown, string])[] = [
  [
    'blocks of a message: 50',
    times(50, () => ({ type: 'divider' })),
    times(51, () => ({ type: 'divider' })),
    '/blocks',
  ],
  [
    'block_id: 255',
    [{ type: 'divider', block_id: x(255) }],
    [{ type: 'divider', block_id: x(256) }],
    '/blocks/0/block_id',
  ],
  [
    'block_id: not empty',
    [{ type: 'divider', block_id: 'x' }],
    [{ type: 'divider', block_id: '' }],
    '/blocks/0/block_id',
  ],
  [
    'block_id: unique',
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'b' },
    ],
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ],
    '/blocks/1/block_id',
  ],
  [
    'action_id: 255',
    inActions(button({ action_id: x(255) })),
    inActions(button({ action_id: x(256) })),
    '/blocks/0/elements/0/action_id',
  ],
  [
    'action_id: unique in its block',
    [{ type: 'actions', elements: [button({ action_id: 'a' }), button({ action_id: 'b' })] }],
    [{ type: 'actions', elements: [button({ action_id: 'a' }), button({ action_id: 'a' })] }],
    '/blocks/0/elements/1/action_id',
  ],
  [
    'section text: 3,000',
    [{ type: 'section', text: mrkdwn(3000) }],
    [{ type: 'section', text: mrkdwn(3001) }],
    '/blocks/0/text/text',
  ],
  [
    'section text: not empty',
    [{ type: 'section', text: mrkdwn(1) }],
    [{ type: 'section', text: mrkdwn(0) }],
    '/blocks/0/text/text',
  ],
  ['section: text or fields', [{ type: 'section', fields: [mrkdwn(1)] }], [{ type: 'section' }], '/blocks/0'],
  [
    'section fields: 10',
    [{ type: 'section', fields: times(10, () => mrkdwn(1)) }],
    [{ type: 'section', fields: times(11, () => mrkdwn(1)) }],
    '/blocks/0/fields',
  ],
  [
    'section field: 2,000',
    [{ type: 'section', fields: [mrkdwn(2000)] }],
    [{ type: 'section', fields: [mrkdwn(2001)] }],
    '/blocks/0/fields/0/text',
  ],
  [
    'header: 150',
    [{ type: 'header', text: plain(150) }],
    [{ type: 'header', text: plain(151) }],
    '/blocks/0/text/text',
  ],
  [
    'header: plain text only',
    [{ type: 'header', text: plain(1) }],
    [{ type: 'header', text: mrkdwn(1) }],
    '/blocks/0/text/type',
  ],
  [
    'context elements: 10',
    [{ type: 'context', elements: times(10, () => mrkdwn(1)) }],
    [{ type: 'context', elements: times(11, () => mrkdwn(1)) }],
    '/blocks/0/elements',
  ],
  [
    'context elements: no buttons',
    [{ type: 'context', elements: [mrkdwn(1)] }],
    [{ type: 'context', elements: [button()] }],
    '/blocks/0/elements/0/type',
  ],
  [
    'actions elements: 25',
    [{ type: 'actions', elements: times(25, () => button()) }],
    [{ type: 'actions', elements: times(26, () => button()) }],
    '/blocks/0/elements',
  ],
  [
    'context_actions elements: 5',
    [
      {
        type: 'context_actions',
        elements: times(5, () => ({ type: 'icon_button', icon: 'trash', text: plain(1) })),
      },
    ],
    [
      {
        type: 'context_actions',
        elements: times(6, () => ({ type: 'icon_button', icon: 'trash', text: plain(1) })),
      },
    ],
    '/blocks/0/elements',
  ],
  [
    'image: alt text needed',
    [{ type: 'image', image_url: 'https://a.example/b.png', alt_text: 'b' }],
    [{ type: 'image', image_url: 'https://a.example/b.png' }],
    '/blocks/0',
  ],
  [
    'image: alt text 2,000',
    [{ type: 'image', image_url: 'https://a.example/b.png', alt_text: x(2000) }],
    [{ type: 'image', image_url: 'https://a.example/b.png', alt_text: x(2001) }],
    '/blocks/0/alt_text',
  ],
  [
    'image: url or file, not both',
    [{ type: 'image', slack_file: { id: 'F1' }, alt_text: 'b' }],
    [{ type: 'image', slack_file: { id: 'F1' }, image_url: 'https://a.example/b.png', alt_text: 'b' }],
    '/blocks/0',
  ],
  [
    'input label: 2,000',
    input({ label: plain(2000) }),
    input({ label: plain(2001) }),
    '/blocks/0/label/text',
  ],
  ['input hint: 2,000', input({ hint: plain(2000) }), input({ hint: plain(2001) }), '/blocks/0/hint/text'],
  [
    'input: an input element',
    input(),
    [{ type: 'input', label: plain(1), element: button() }],
    '/blocks/0/element/type',
  ],
  [
    'markdown: 12,000 over all blocks',
    [
      { type: 'markdown', text: x(6000) },
      { type: 'markdown', text: x(6000) },
    ],
    [
      { type: 'markdown', text: x(6000) },
      { type: 'markdown', text: x(6001) },
    ],
    '/blocks',
  ],
  [
    'table: 100 rows',
    [{ type: 'table', rows: times(100, () => [cell()]) }],
    [{ type: 'table', rows: times(101, () => [cell()]) }],
    '/blocks/0/rows',
  ],
  [
    'table: 20 cells in a row',
    [{ type: 'table', rows: [times(20, () => cell())] }],
    [{ type: 'table', rows: [times(21, () => cell())] }],
    '/blocks/0/rows/0',
  ],
  [
    'table: rows of one length',
    [{ type: 'table', rows: [[cell()], [cell()]] }],
    [{ type: 'table', rows: [[cell()], [cell(), cell()]] }],
    '/blocks/0/rows',
  ],
  [
    'table: 10,000 characters',
    [{ type: 'table', rows: [[cell(5000), cell(5000)]] }],
    [{ type: 'table', rows: [[cell(5000), cell(5001)]] }],
    '/blocks/0/rows',
  ],
  [
    'data_table: 2 to 201 rows',
    [{ type: 'data_table', caption: 'c', rows: times(201, () => [cell()]) }],
    [{ type: 'data_table', caption: 'c', rows: [[cell()]] }],
    '/blocks/0/rows',
  ],
  [
    'card actions: 3',
    [{ type: 'card', actions: times(3, () => button()) }],
    [{ type: 'card', actions: times(4, () => button()) }],
    '/blocks/0/actions',
  ],
  [
    'card body: 200',
    [{ type: 'card', body: mrkdwn(200) }],
    [{ type: 'card', body: mrkdwn(201) }],
    '/blocks/0/body/text',
  ],
  [
    'carousel: 10 cards',
    [{ type: 'carousel', elements: times(10, () => ({ type: 'card' })) }],
    [{ type: 'carousel', elements: times(11, () => ({ type: 'card' })) }],
    '/blocks/0/elements',
  ],
  [
    'container: 10 children',
    [{ type: 'container', child_blocks: times(10, () => ({ type: 'divider' })) }],
    [{ type: 'container', child_blocks: times(11, () => ({ type: 'divider' })) }],
    '/blocks/0/child_blocks',
  ],
  [
    'button text: 75',
    inActions(button({ text: plain(75) })),
    inActions(button({ text: plain(76) })),
    '/blocks/0/elements/0/text/text',
  ],
  [
    'button value: 2,000',
    inActions(button({ value: x(2000) })),
    inActions(button({ value: x(2001) })),
    '/blocks/0/elements/0/value',
  ],
  [
    'button url: 3,000',
    inActions(button({ url: `https://${x(2992)}` })),
    inActions(button({ url: `https://${x(2993)}` })),
    '/blocks/0/elements/0/url',
  ],
  [
    'button label: 75',
    inActions(button({ accessibility_label: x(75) })),
    inActions(button({ accessibility_label: x(76) })),
    '/blocks/0/elements/0/accessibility_label',
  ],
  [
    'button style: primary or danger',
    inActions(button({ style: 'danger' })),
    inActions(button({ style: 'default' })),
    '/blocks/0/elements/0/style',
  ],
  [
    'option text: 75',
    select({ options: [{ text: plain(75), value: 'a' }] }),
    select({ options: [{ text: plain(76), value: 'a' }] }),
    '/blocks/0/elements/0/options/0/text/text',
  ],
  [
    'option value: 150',
    select({ options: [{ text: plain(5), value: x(150) }] }),
    select({ options: [{ text: plain(5), value: x(151) }] }),
    '/blocks/0/elements/0/options/0/value',
  ],
  [
    'option description: 75',
    select({ options: [{ ...option(1), description: plain(75) }] }),
    select({ options: [{ ...option(1), description: plain(76) }] }),
    '/blocks/0/elements/0/options/0/description/text',
  ],
  [
    'option url: only in overflow',
    inActions({ type: 'overflow', options: [{ ...option(1), url: 'https://a.example' }] }),
    select({ options: [{ ...option(1), url: 'https://a.example' }] }),
    '/blocks/0/elements/0/options/0',
  ],
  [
    'select: 100 options',
    select({ options: times(100, option) }),
    select({ options: times(101, option) }),
    '/blocks/0/elements/0/options',
  ],
  [
    'select: 100 groups',
    select({ option_groups: times(100, (i) => ({ label: plain(75), options: [option(i)] })) }),
    select({ option_groups: times(101, (i) => ({ label: plain(75), options: [option(i)] })) }),
    '/blocks/0/elements/0/option_groups',
  ],
  [
    'select: group label 75',
    select({ option_groups: [{ label: plain(75), options: [option(1)] }] }),
    select({ option_groups: [{ label: plain(76), options: [option(1)] }] }),
    '/blocks/0/elements/0/option_groups/0/label/text',
  ],
  [
    'select: options or groups',
    select({ options: [option(1)] }),
    select({ options: [option(1)], option_groups: [{ label: plain(1), options: [option(1)] }] }),
    '/blocks/0/elements/0',
  ],
  [
    'select: some options',
    select({ options: [option(1)] }),
    select({ options: [] }),
    '/blocks/0/elements/0/options',
  ],
  [
    'select: initial option among the options',
    select({ options: [option(1)], initial_option: option(1) }),
    select({ options: [option(1)], initial_option: option(2) }),
    '/blocks/0/elements/0/initial_option',
  ],
  [
    'select: placeholder 150',
    select({ options: [option(1)], placeholder: plain(150) }),
    select({ options: [option(1)], placeholder: plain(151) }),
    '/blocks/0/elements/0/placeholder/text',
  ],
  [
    'multi select: at least one may be selected',
    accessory({ type: 'multi_external_select', max_selected_items: 1 }),
    accessory({ type: 'multi_external_select', max_selected_items: 0 }),
    '/blocks/0/accessory/max_selected_items',
  ],
  [
    'overflow: 5 options',
    inActions({ type: 'overflow', options: times(5, option) }),
    inActions({ type: 'overflow', options: times(6, option) }),
    '/blocks/0/elements/0/options',
  ],
  [
    'checkboxes: 10 options',
    inActions({ type: 'checkboxes', options: times(10, option) }),
    inActions({ type: 'checkboxes', options: times(11, option) }),
    '/blocks/0/elements/0/options',
  ],
  [
    'radio buttons: 10 options',
    inActions({ type: 'radio_buttons', options: times(10, option) }),
    inActions({ type: 'radio_buttons', options: times(11, option) }),
    '/blocks/0/elements/0/options',
  ],
  [
    'text input: max_length 3,000',
    input({}, { max_length: 3000 }),
    input({}, { max_length: 3001 }),
    '/blocks/0/element/max_length',
  ],
  [
    'text input: min_length within max_length',
    input({}, { min_length: 5, max_length: 5 }),
    input({}, { min_length: 6, max_length: 5 }),
    '/blocks/0/element/min_length',
  ],
  [
    'text input: initial value within max_length',
    input({}, { initial_value: x(5), max_length: 5 }),
    input({}, { initial_value: x(6), max_length: 5 }),
    '/blocks/0/element/initial_value',
  ],
  [
    'number input: min within max',
    input({}, { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '2' }),
    input({}, { type: 'number_input', is_decimal_allowed: false, min_value: '3', max_value: '2' }),
    '/blocks/0/element/min_value',
  ],
  [
    'file input: 10 files',
    input({}, { type: 'file_input', max_files: 10 }),
    input({}, { type: 'file_input', max_files: 11 }),
    '/blocks/0/element/max_files',
  ],
  [
    'confirm: title 100',
    inActions(button({ confirm: confirm() })),
    inActions(button({ confirm: confirm({ title: plain(101) }) })),
    '/blocks/0/elements/0/confirm/title/text',
  ],
  [
    'confirm: text 300',
    inActions(button({ confirm: confirm() })),
    inActions(button({ confirm: confirm({ text: mrkdwn(301) }) })),
    '/blocks/0/elements/0/confirm/text/text',
  ],
  [
    'confirm: buttons 30',
    inActions(button({ confirm: confirm() })),
    inActions(button({ confirm: confirm({ deny: plain(31) }) })),
    '/blocks/0/elements/0/confirm/deny/text',
  ],
  [
    'focus_on_load: one element',
    input({}, { focus_on_load: true }),
    [...input({}, { focus_on_load: true }), ...input({}, { focus_on_load: true })],
    '/blocks/1/element/focus_on_load',
  ],
  [
    'date: a real form',
    accessory({ type: 'datepicker', initial_date: '2030-01-31' }),
    accessory({ type: 'datepicker', initial_date: '31.1.2030' }),
    '/blocks/0/accessory/initial_date',
  ],
  [
    'links: only schemes that Slack opens',
    inActions(button({ url: 'https://a.example' })),
    inActions(button({ url: 'javascript:alert(1)' })),
    '/blocks/0/elements/0/url',
  ],
  ['unknown block type', [{ type: 'divider' }], [{ type: 'nonsense' }], '/blocks/0/type'],
  ['unknown property', [{ type: 'divider' }], [{ type: 'divider', colour: 'red' }], '/blocks/0'],
  ['alert: only in modals', [{ type: 'divider' }], [{ type: 'alert', text: plain(1) }], '/blocks/0/type'],
  [
    'multi select: not a button',
    accessory({ type: 'multi_static_select', options: [option(1)] }),
    accessory({ type: 'plain_text_input' }),
    '/blocks/0/accessory/type',
  ],
];

describe('blocks of messages', () => {
  it.each(MESSAGE_LIMITS)('%s', (_rule, right, wrong, pointer) => {
    expect(validateMessageBlocks(right)).toEqual([]);
    expect(validateMessageBlocks(wrong).map((problem) => problem.pointer)).toContain(pointer);
  });

  it('counts code points, not UTF-16 units', () => {
    expect(
      validateMessageBlocks([{ type: 'header', text: { type: 'plain_text', text: '🦊'.repeat(150) } }]),
    ).toEqual([]);
    expect(
      validateMessageBlocks([{ type: 'header', text: { type: 'plain_text', text: '🦊'.repeat(151) } }]),
    ).toHaveLength(1);
  });

  it('points to the property that is wrong', () => {
    const [problem] = validateMessageBlocks([
      { type: 'section', text: { type: 'mrkdwn', text: 'x', verbatim: 'yes' } },
    ]);

    expect(problem).toEqual({
      pointer: '/blocks/0/text/verbatim',
      code: 'wrong_type',
      message: 'must provide a boolean',
    });
  });

  it('is not tripped by names that every object has', () => {
    expect(validateMessageBlocks([{ type: 'constructor' }])).toMatchObject([
      { pointer: '/blocks/0/type', code: 'unsupported_type' },
    ]);
    expect(validateMessageBlocks([JSON.parse('{"type":"divider","__proto__":{}}')])).toMatchObject([
      { code: 'unknown_property' },
    ]);
  });
});

describe('whole messages', () => {
  it('have a text of their own', () => {
    expect(validateMessage({ text: 'all', blocks: [{ type: 'divider' }] })).toEqual([]);
    expect(validateMessage({ text: ' ', blocks: [{ type: 'divider' }] })).toMatchObject([
      { pointer: '/text' },
    ]);
  });

  it('hold at most 12,000 characters in all blocks together', () => {
    const blocks = (length: number) => times(4, () => ({ type: 'section', text: mrkdwn(length) }));

    expect(validateMessage({ text: 'x', blocks: blocks(3000) })).toEqual([]);
    expect(
      validateMessage({ text: 'x', blocks: [...blocks(3000), { type: 'section', text: mrkdwn(1) }] }),
    ).toMatchObject([{ pointer: '/blocks', code: 'too_long' }]);
  });
});

const VIEW_LIMITS: readonly (readonly [string, unknown, unknown, string])[] = [
  [
    'blocks of a modal: 100',
    modal({ blocks: times(100, () => ({ type: 'divider' })) }),
    modal({ blocks: times(101, () => ({ type: 'divider' })) }),
    '/view/blocks',
  ],
  ['blocks of a modal: at least one', modal(), modal({ blocks: [] }), '/view/blocks'],
  ['title: 24', modal(), modal({ title: plain(25) }), '/view/title/text'],
  ['title: needed', modal(), modal({ title: undefined }), '/view'],
  ['submit: 24', modal({ submit: plain(24) }), modal({ submit: plain(25) }), '/view/submit/text'],
  ['close: 24', modal({ close: plain(24) }), modal({ close: plain(25) }), '/view/close/text'],
  [
    'submit: needed with inputs',
    modal({ submit: plain(1), blocks: input() }),
    modal({ blocks: input() }),
    '/view/submit',
  ],
  [
    'private_metadata: 3,000',
    modal({ private_metadata: x(3000) }),
    modal({ private_metadata: x(3001) }),
    '/view/private_metadata',
  ],
  ['callback_id: 255', modal({ callback_id: x(255) }), modal({ callback_id: x(256) }), '/view/callback_id'],
  ['external_id: 255', modal({ external_id: x(255) }), modal({ external_id: x(256) }), '/view/external_id'],
  ['unknown property', modal(), modal({ submit_disabled: true }), '/view'],
  [
    'alert text: 200',
    modal({ blocks: [{ type: 'alert', text: plain(200), level: 'error' }] }),
    modal({ blocks: [{ type: 'alert', text: plain(201) }] }),
    '/view/blocks/0/text/text',
  ],
  [
    'markdown, tables, containers: only in messages',
    modal(),
    modal({ blocks: [{ type: 'markdown', text: 'x' }] }),
    '/view/blocks/0/type',
  ],
  ['a modal, not a Home tab', modal(), { type: 'home', blocks: [{ type: 'divider' }] }, '/view/type'],
];

describe('modals', () => {
  it.each(VIEW_LIMITS)('%s', (_rule, right, wrong, pointer) => {
    expect(validateView(right, 'modal')).toEqual([]);
    expect(validateView(wrong, 'modal').map((problem) => problem.pointer)).toContain(pointer);
  });

  it('are refused in the words that people find in forums', () => {
    const wrong = validateView(modal({ blocks: input() }), 'modal').map(problemText);

    expect(wrong).toEqual([
      '[ERROR] must define `submit` to use an `input` block in modals [json-pointer:/view/submit]',
    ]);
  });
});

describe('Home tabs', () => {
  it('have 1 to 100 blocks and neither title nor buttons of their own', () => {
    const home = (change: Json = {}) => ({ type: 'home', blocks: [{ type: 'divider' }], ...change });

    expect(validateView(home({ blocks: times(100, () => ({ type: 'divider' })) }), 'home')).toEqual([]);
    expect(validateView(home({ blocks: times(101, () => ({ type: 'divider' })) }), 'home')).toMatchObject([
      { pointer: '/view/blocks' },
    ]);
    expect(validateView(home({ title: plain(1) }), 'home')).toMatchObject([
      { pointer: '/view', code: 'unknown_property' },
    ]);
  });
});

describe('options for a menu that asks the app', () => {
  it('are at most 100, alone or in groups, and may be none', () => {
    expect(blockSuggestionProblems({ options: [] })).toEqual([]);
    expect(blockSuggestionProblems({ options: times(100, option) })).toEqual([]);
    expect(blockSuggestionProblems({ options: times(101, option) })).toMatchObject([{ pointer: '/options' }]);
    expect(blockSuggestionProblems({ option_groups: [{ label: plain(1), options: [option(1)] }] })).toEqual(
      [],
    );
    expect(blockSuggestionProblems({})).toMatchObject([{ code: 'missing_field' }]);
    expect(blockSuggestionProblems('options')).toMatchObject([{ code: 'wrong_type' }]);
  });
});
