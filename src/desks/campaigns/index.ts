export { answerCampaign, forgetCampaigns } from './answer.ts';
export type { CampaignDesk, CampaignRefusal } from './desk.ts';
export { type CampaignForm, CHOICES_MAX, createCampaign, QUESTIONS_MAX, saveCampaign } from './edit.ts';
export { csvOf, flowResultsOf } from './export.ts';
export type { Rank } from './leaderboard.ts';
export { approve, dayOf, endCampaign, endOverCampaigns, propose, sendBack } from './moves.ts';
export { campaignResults, type Group, OTHER, type QuestionResult } from './results.ts';
export { inLanguage, smsForm } from './words.ts';
export { zipOf } from './zip.ts';
