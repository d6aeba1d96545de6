/**
 * Slack's limits, counted in code points where they are about text. The tests of this app's surfaces and the Slack stand-in read them from here.
 * @see https://docs.slack.dev/reference/block-kit/blocks and the page of each block, element and composition object there
 */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  /** Above this Slack answers `msg_blocks_too_long`; no page states it. @see https://github.com/slackapi/bolt-js/issues/2509 */
  messageBlockText: 12_000,
  blockId: 255,
  actionId: 255,
  text: 3000,
  section: { text: 3000, fields: 10, field: 2000 },
  header: 150,
  elements: { context: 10, context_actions: 5, actions: 25 },
  image: { url: 3000, alt: 2000, title: 2000 },
  input: { label: 2000, hint: 2000 },
  /** Over all markdown blocks of one payload together. */
  markdown: 12_000,
  table: { rows: 100, columns: 20, characters: 10_000 },
  dataTable: { minRows: 2, rows: 201, columns: 20, pageSize: 100, characters: 20_000 },
  alert: 200,
  card: { text: 150, body: 200, actions: 3 },
  carousel: 10,
  container: { title: 150, children: 10 },
  video: { text: 200, name: 50, url: 3000 },
  iconButtonUsers: 10,
  button: { text: 75, value: 2000, url: 3000, label: 75 },
  option: { text: 75, value: 150, description: 75, url: 3000 },
  select: { options: 100, groups: 100, groupLabel: 75, placeholder: 150 },
  overflow: { min: 1, max: 5 },
  choices: { min: 1, max: 10 },
  plainTextInput: 3000,
  confirm: { title: 100, text: 300, confirm: 30, deny: 30 },
  fileInput: 10,
  richTextLines: 100,
  view: {
    title: 24,
    submit: 24,
    close: 24,
    privateMetadata: 3000,
    callbackId: 255,
    externalId: 255,
    bytes: 250_000,
  },
  message: { text: 40_000, updateText: 4000, attachments: 100, metadataBytes: 8000 },
} as const;
