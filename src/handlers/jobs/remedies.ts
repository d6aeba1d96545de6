/** What a person may have done about a difference. The mesh's `Remedy`, without the weight of the engine for the public function. */
export const REMEDIES = ['repair', 'revoke', 'adopt', 'end', 'ignore'] as const;
