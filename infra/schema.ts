/**
 * Version of what the app writes into its tables. It is raised when an older app could not read what a newer one wrote; a newer app always reads
 * what an older one wrote. The tables carry it as a tag, and `npm run deploy` refuses to put an older app over newer tables.
 */
export const SCHEMA = 1;
export const SCHEMA_TAG = 'mesh-for-slack:schema';
