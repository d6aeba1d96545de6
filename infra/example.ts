import path from 'node:path';

/** Describes a mesh that does not exist: to look at the templates without settings of one's own, and for the checks. */
export const EXAMPLE_SETTINGS = path.join('infra', 'example-settings.json');
