import type { ScenarioDefinition } from '../../db/schema/scenarios.ts';
import { scenarioNames } from './words/ja.ts';

export type Scenario = { code: string; name: string; definition: ScenarioDefinition };

/**
 * The three scenarios every shop can start with, about one product it wants understood: its story after the first look, thanks
 * and care after the purchase of somebody who read the story, and a question half a year on.
 */
export function firstScenarios(productCode: string): Scenario[] {
  return [
    {
      code: 'birth_story',
      name: scenarioNames.birthStory,
      definition: { trigger: { fact: 'first_product_view', productCode }, delay: { days: 1 }, message: 'birth_story' },
    },
    {
      code: 'thanks_and_care',
      name: scenarioNames.thanksAndCare,
      definition: {
        trigger: { fact: 'purchase', productCode },
        afterOpened: 'birth_story',
        delay: { days: 3 },
        message: 'thanks_and_care',
        sender: 'staff_in_charge',
      },
    },
    {
      code: 'any_trouble',
      name: scenarioNames.anyTrouble,
      definition: {
        trigger: { fact: 'purchase', productCode },
        delay: { months: 6 },
        message: 'any_trouble',
        sender: 'staff_in_charge',
      },
    },
  ];
}

/** Messages of scenarios go out at this hour of the shop's day. */
export const sendingHour = 10;
