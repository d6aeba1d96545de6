/** What may be granted on a table. `SELECT` is a column permission in Lake Formation and travels in an entry of its own. */
export const TABLE_PERMISSIONS = ['SELECT', 'DESCRIBE', 'INSERT', 'DELETE', 'ALTER', 'DROP'] as const;
export type TablePermission = (typeof TABLE_PERMISSIONS)[number];
