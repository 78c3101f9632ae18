/** The advisory locks of the shop, all in one place so that no two things ever mean the same number. */
export const advisoryLock = {
  migration: 7_305_001,
  structure: 7_305_002,
  seal: 7_305_003,
  baskets: 7_305_004,
  notices: 7_305_005,
  abuse: 7_305_006,
  cap: 7_305_010,
  duplicates: 7_305_013,
} as const;
