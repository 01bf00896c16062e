import type { Country } from '../country.ts';

/** By which people judge a voice: sentences as verdicts have them, with numbers, hours and little words. All invented. */
export const listening: NonNullable<Country['listening']> = {
  language: 'ht',
  sentences: [
    { id: 'opening', text: 'Biwo vòt yo louvri depi sizè nan maten jiska katrè nan apremidi.' },
    { id: 'false', text: 'Sa a fo: pèsonn pa gen dwa vote pou yon lòt moun.' },
    { id: 'card', text: 'Kat ou a bon toujou, ou pa bezwen fè yon lòt.' },
    { id: 'number', text: 'Gen twa mil senk san moun ki enskri nan sant sa a.' },
    { id: 'money', text: 'Konsèy elektoral la pa janm mande lajan pou yon moun vote.' },
    { id: 'message', text: 'Si ou wè yon bagay ki pa nòmal, voye yon mesaj ban nou.' },
    { id: 'video', text: 'Videyo sa a pa fèt jodi a: li soti nan yon lòt peyi.' },
    { id: 'line', text: 'Pote kat ou, antre nan liy lan, epi tann tou pa ou.' },
    { id: 'result', text: 'Rezilta yo ap soti nan uit jou; anvan sa, pa kwè okenn chif.' },
    { id: 'elders', text: 'Granmoun, fanm ansent ak moun andikape pase devan.' },
  ],
};
