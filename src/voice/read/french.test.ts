import { expect, test } from 'vitest';
import { readableFrench } from './french.ts';

test.each([
  ['Le CEP et la CNVE disent non.', 'Le cé euh pé et la cé èn vé euh disent non.'],
  ['3 BV, la PNH, le BED', '3 bé vé, la pé èn ache, le bède'],
  ['L’ONU et l’OEA', "L'onu et l'o euh a"],
  ['LE CEP DIT QUE LE VOTE EST OUVERT', 'le cé euh pé dit que le vote est ouvert'],
  ['8h30, 8:30, 8 h, 1h, 21h05', '8 heures 30, 8 heures 30, 8 heures, une heure, vingt et une heures 5'],
  ['500 G, 1 500 gdes, HTG 1', '500 gourdes, 1500 gourdes, 1 gourde'],
  ['$20, 20 $US, $1, 1,500.50', '20 dollars, 20 dollars, 1 dollar, 1500,50'],
  ['1er, 2e, 3ème, 21e, 1re', 'premier, deuxième, troisième, vingt-et-unième, première'],
  ['+509 3700-0001 ou 41729', '5 0 9, 3 7 0 0, 0 0 0 1 ou 4 1 7 2 9'],
  ['144000 personnes, 12,5 %', '144000 personnes, 12,5 %'],
  ['M. Jean, Mme Rose, Dr Paul, Me Luc', 'monsieur Jean, madame Rose, docteur Paul, maître Luc'],
  ['Voir https://egzanp.ht/a 🎉 *ici* : a@egzanp.ht', 'Voir lien ici, adresse électronique'],
  ['你好 🎉', ''],
])('%s', (text, said) => expect(readableFrench(text)).toBe(said));
