/** What the command line does with AWS's own authority, past the app, and reports to it for the history; named as its commands are. */
export const OPERATIONS = [
  'install-mesh-objects',
  'enable-account',
  'initialize-account',
  'trust-app',
  'remove-account',
  'create-data-product',
  'migrate-tables',
  'delete-data-product',
] as const;
export type Operation = (typeof OPERATIONS)[number];
