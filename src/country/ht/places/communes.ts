/**
 * Departments and communes: P-code, French name, Creole name with other spellings after it, a point inside.
 * Codes, French names, the Creole names of departments and the points come from OCHA COD-AB (source CNIGS, release of
 * 2018: 140 communes; later ones are missing), typing errors of the source mended. It has no Creole names of communes:
 * these are those that people write, each looked at by eye; where none is sure, the place before the first / is empty.
 */
export const communes = `
HT01|Ouest|Lwès|18.579|-72.428
HT02|Sud-Est|Sidès|18.254|-72.367
HT03|Nord|Nò|19.600|-72.297
HT04|Nord-Est|Nòdès|19.508|-71.890
HT05|Artibonite|Latibonit|19.332|-72.567
HT06|Centre|Sant|19.010|-71.985
HT07|Sud|Sid|18.280|-73.716
HT08|Grand'Anse|Grandans|18.507|-74.132
HT09|Nord-Ouest|Nòdwès|19.821|-73.037
HT10|Nippes|Nip|18.432|-73.391
HT0111|Port-au-Prince|Pòtoprens/Pòtopwens/Pòtoprins/Port o Prince/P au P/PaP|18.526|-72.337
HT0112|Delmas|Delma|18.554|-72.298
HT0113|Carrefour|Kafou|18.466|-72.411
HT0114|Pétion-Ville|Petyonvil/Petyon|18.484|-72.257
HT0115|Kenscoff|Kenskòf|18.403|-72.290
HT0116|Gressier|Gresye|18.509|-72.510
HT0117|Cité Soleil|Site Solèy|18.594|-72.327
HT0118|Tabarre|Taba|18.573|-72.266
HT0121|Léogâne|Leyogàn/Leogàn|18.439|-72.588
HT0122|Petit-Goâve|Ti Gwav|18.376|-72.928
HT0123|Grand-Goâve|Gran Gwav|18.358|-72.757
HT0131|Croix-des-Bouquets|Kwadèboukè/Kwa de Bouke/Kwadbouke/Kwa|18.540|-72.184
HT0132|Thomazeau|Tomazo|18.662|-72.125
HT0133|Ganthier|Gantye|18.497|-72.012
HT0134|Cornillon|Kònyon/Cornillon Grand Bois/Gran Bwa|18.682|-71.925
HT0135|Fonds-Verrettes|Fon Vèrèt|18.351|-71.840
HT0141|Arcahaie|Akayè/Lakayè/L'Arcahaie|18.884|-72.529
HT0142|Cabaret|Kabarè/Duvalierville|18.774|-72.394
HT0151|Anse à Galets|Ansagalè/Ans a Galèt|18.815|-72.952
HT0152|Pointe à Raquette|Pwentarakèt/Pwent a Rakèt|18.875|-73.159
HT0211|Jacmel|Jakmèl|18.296|-72.521
HT0212|Marigot|Marigo|18.287|-72.297
HT0213|Cayes-Jacmel|Kay Jakmèl|18.274|-72.403
HT0214|La Vallée|Lavale/La Vallée de Jacmel/Lavale Jakmèl|18.285|-72.684
HT0221|Bainet|/Bene|18.215|-72.785
HT0222|Côtes de Fer|Kòt de Fè|18.232|-72.949
HT0231|Belle Anse|Bèlans|18.278|-72.086
HT0232|Grand Gosier|Grangozye/Gran Gozye|18.262|-71.903
HT0233|Thiotte|Tyòt|18.216|-71.853
HT0234|Anse-à-Pitre|Ansapit|18.156|-71.787
HT0311|Cap-Haïtien|Okap/Kap Ayisyen/O Kap/Le Cap/Kap|19.749|-72.219
HT0312|Quartier Morin|Katye Moren|19.685|-72.169
HT0313|Limonade|Limonad|19.669|-72.109
HT0321|Acul du Nord|Akil dinò/Akil|19.644|-72.333
HT0322|Plaine du Nord|Plèn dinò|19.681|-72.269
HT0323|Milot|Milo|19.654|-72.218
HT0331|Grande-Rivière-du-Nord|Grann Rivyè dinò/Grande Rivière|19.551|-72.163
HT0332|Bahon|/Bawon|19.465|-72.121
HT0341|Saint-Raphaël|Sen Rafayèl|19.403|-72.193
HT0342|Dondon|Dondon|19.520|-72.271
HT0343|Ranquitte|Rankit|19.399|-72.058
HT0344|Pignon|Piyon|19.324|-72.107
HT0345|La Victoire|Laviktwa|19.351|-72.022
HT0351|Borgne|Obòy/Bòy/Bòny|19.802|-72.572
HT0352|Port-Margot|Pòmago|19.754|-72.464
HT0361|Limbé|Lenbe|19.658|-72.409
HT0362|Bas Limbé|Ba Lenbe|19.760|-72.395
HT0371|Plaisance|Plezans/Plaisance du Nord|19.595|-72.479
HT0372|Pilate|Pilat|19.693|-72.553
HT0411|Fort-Liberté|Fòlibète/Fò Libète|19.573|-71.854
HT0412|Ferrier|/Ferye|19.641|-71.771
HT0413|Perches|Pèch|19.518|-71.935
HT0421|Ouanaminthe|Wanament|19.504|-71.773
HT0422|Capotille|Kapotiy|19.440|-71.712
HT0423|Mont-Organisé|Mon Òganize|19.387|-71.785
HT0431|Trou du Nord|Twou dinò/Twou di Nò/Trou|19.586|-72.016
HT0432|Sainte Suzanne|Sent Sizàn|19.522|-72.064
HT0433|Terrier Rouge|Tèrye Wouj|19.637|-71.926
HT0434|Caracol|Karakòl|19.685|-72.001
HT0441|Vallières|Valyè|19.444|-71.954
HT0442|Carice|Karis|19.353|-71.821
HT0443|Mombin Crochu|Monben Kwochi|19.332|-71.892
HT0511|Gonaïves|Gonayiv/Gonaïve/Gonayv|19.493|-72.626
HT0512|Ennery|/Enri|19.491|-72.484
HT0513|L'Estère|Lestè|19.356|-72.622
HT0521|Gros Morne|Gwomòn/Gwo Mòn|19.702|-72.705
HT0522|Terre Neuve|Tènèv|19.611|-72.800
HT0523|Anse Rouge|Ans Wouj|19.643|-72.959
HT0531|Saint-Marc|Sen Mak|19.098|-72.682
HT0532|Verrettes|Vèrèt|19.026|-72.491
HT0533|La Chapelle|Lachapèl|18.909|-72.335
HT0541|Dessalines|Desalin/Marchand Dessalines/Marchand|19.218|-72.460
HT0542|Petite Rivière de l'Artibonite|Ti Rivyè Latibonit/Petite Rivière/Petite Rivière Artibonite|19.070|-72.357
HT0543|Grande Saline|Gran Salin/Grann Salin|19.258|-72.701
HT0544|Desdunes|Dedin|19.311|-72.689
HT0551|Saint-Michel de l'Attalaye|Sen Michèl Latalay/Saint Michel|19.342|-72.339
HT0552|Marmelade|Mamlad|19.526|-72.376
HT0611|Hinche|Ench|19.144|-72.019
HT0612|Maïssade|Mayisad|19.189|-72.179
HT0613|Thomonde|Tomonn/Tomonde|18.973|-71.979
HT0614|Cerca Carvajal|Sèka Kavajal/Sèka Kabajal|19.260|-71.940
HT0621|Mirebalais|Mibalè|18.785|-72.082
HT0622|Saut d'Eau|Sodo/Ville Bonheur|18.831|-72.237
HT0623|Boucan Carré|Boukan Kare|18.952|-72.152
HT0631|Lascahobas|Laskawobas/Las Cahobas|18.833|-71.953
HT0632|Belladère|Beladè|18.863|-71.812
HT0633|Savanette|Savanèt|18.746|-71.841
HT0641|Cerca La Source|Sèka Lasous|19.187|-71.749
HT0642|Thomassique|Tomasik|19.076|-71.826
HT0711|Les Cayes|Okay/O Kay/Cayes/Aux Cayes|18.262|-73.765
HT0712|Torbeck|Tòbèk|18.245|-73.883
HT0713|Chantal|Chantal|18.280|-73.966
HT0714|Camp-Perrin|Kan Peren|18.348|-73.861
HT0715|Maniche|Manich|18.373|-73.752
HT0716|Île à Vache|Il a Vach|18.078|-73.635
HT0721|Port-Salut|Pòsali|18.092|-73.893
HT0722|Saint Jean du Sud|Sen Jan di Sid/Saint Jean|18.058|-73.840
HT0723|Arniquet|/Anike|18.151|-73.919
HT0731|Aquin|Aken|18.281|-73.218
HT0732|Saint Louis du Sud|Sen Lwi di Sid/Saint Louis|18.283|-73.531
HT0733|Cavaillon|Kavayon|18.343|-73.633
HT0741|Côteaux|Koto|18.241|-74.025
HT0742|Port-à-Piment|Pò Piman/Pòtapiman|18.290|-74.066
HT0743|Roche à Bâteau|Wòch a Bato|18.191|-73.973
HT0751|Chardonnières|Chadonyè|18.333|-74.102
HT0752|Les Anglais|Zangle|18.352|-74.176
HT0753|Tiburon|Tibiwon|18.336|-74.320
HT0811|Jérémie|Jeremi|18.534|-74.161
HT0812|Abricots|Abriko/Les Abricots|18.615|-74.316
HT0813|Bonbon|Bonbon|18.631|-74.238
HT0814|Moron|Mowon|18.477|-74.265
HT0815|Chambellan|Chanbelan|18.517|-74.331
HT0821|Anse d'Hainault|Ansdeno|18.461|-74.399
HT0822|Dame Marie|Danmari|18.558|-74.396
HT0823|Les Irois|Lezirwa|18.398|-74.382
HT0831|Corail|Koray|18.537|-73.911
HT0832|Roseaux|Wozo|18.515|-74.041
HT0833|Beaumont|Bomon|18.446|-73.982
HT0834|Pestel|Pestèl|18.493|-73.825
HT0911|Port-de-Paix|Pòdepè|19.853|-72.919
HT0912|La Tortue|Latòti/Île de la Tortue/Zile Latòti|20.045|-72.788
HT0913|Bassin Bleu|Basen Ble|19.786|-72.841
HT0914|Chansolme|Chansòlm/Chamsolme|19.858|-72.812
HT0921|Saint-Louis du Nord|Sen Lwi dinò/Saint Louis|19.880|-72.710
HT0922|Anse-à-Foleur|Ansafolè|19.862|-72.626
HT0931|Môle Saint Nicolas|Mòl Sen Nikola/Môle|19.778|-73.346
HT0932|Baie de Henne|Bè Dèn|19.693|-73.200
HT0933|Bombardopolis|Bonbadopolis|19.691|-73.347
HT0934|Jean Rabel|Jan Rabèl|19.830|-73.128
HT1011|Miragoâne|Miragwàn|18.360|-73.063
HT1012|Petite Rivière de Nippes|Ti Rivyè Nip/Petite Rivière|18.456|-73.200
HT1013|Fonds des Nègres|Fondènèg|18.382|-73.251
HT1014|Paillant|Payan|18.414|-73.170
HT1021|Anse-à-Veau|Ansavo|18.467|-73.334
HT1022|Petit Trou de Nippes|Ti Twou Nip/Petit Trou|18.468|-73.496
HT1023|L'Asile|Lazil|18.377|-73.436
HT1024|Arnaud|Ano|18.449|-73.386
HT1025|Plaisance du Sud|Plezans di Sid|18.430|-73.566
HT1031|Baradères|Baradè|18.475|-73.691
HT1032|Grand-Boucan|Gran Boukan|18.568|-73.642
`;
