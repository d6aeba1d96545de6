/** What mesh admins may do to all access of a team, an account or a person at once; each is a verb of `/mesh`. */
export const EMERGENCIES = ['suspend', 'resume', 'offboard', 'revoke-all'] as const;
export type Emergency = (typeof EMERGENCIES)[number];
