/** What staff call the three scenarios. */
export const scenarioNames = {
  birthStory: '誕生物語と使い方',
  thanksAndCare: 'お礼とお手入れ',
  anyTrouble: '半年後のおたずね',
};
