/** The pretend public address of the product: LINE only ever sees https, as through a tunnel. */
export const publicOrigin = 'https://fukuro.example';

/** The mini-app's id, and the LINE Login channel its ID tokens are made for. */
export const liffId = '2001234567-Musubi01';
export const loginChannelId = '2001234567';

/** The LINE user id of the shop's official account, `destination` of every webhook. */
export const lineBotUserId = 'U0a1b2c3d4e5f60718293a4b5c6d7e8f9';
