/**
 * Communal sections, a line for each commune: the last part of the P-code (after a point the section's number, where
 * that is another), the name with others after /, the centroid. From OCHA COD-AB (source CNIGS, release of 2018: 570
 * sections), without "3e section" and articles in front, accents and a few typing errors of the source mended.
 */
export const sections = `
HT0111|01 Turgeau 18.536 -72.327; 02 Morne l'Hôpital 18.513 -72.337; 03 Martissant 18.518 -72.359
HT0112|01 Saint-Martin 18.554 -72.298
HT0113|01 Morne Chandelle 18.497 -72.439; 02 Platon Dufrene 18.496 -72.391; 03 Taïfer 18.487 -72.411; 04 Procy 18.458 -72.380; 05 Coupeau 18.457 -72.448; 06 Bouvier 18.432 -72.435; 07 Lavalle 18.457 -72.412; 08 Berly 18.401 -72.379; 09 Bizoton 18.513 -72.375; 10 Thor 18.528 -72.397; 11 Rivière Froide 18.529 -72.432; 12 Malanga 18.408 -72.416; 13 Corail Thor 18.498 -72.451
HT0114|01 Montagne Noire 18.467 -72.315; 02 Aux Cadets 18.458 -72.198; 03 Etang du Jonc 18.487 -72.327; 04 Bellevue la Montagne 18.485 -72.254; 05 Bellevue Chardonnière 18.522 -72.249
HT0115|01 Nouvelle Touraine 18.367 -72.324; 02 Bongars 18.426 -72.349; 03 Sourcailles 18.422 -72.293; 04 Belle Fontaine 18.373 -72.238; 05 Grand Fond 18.425 -72.243
HT0116|01 Morne à Bateau 18.531 -72.477; 02 Morne Chandelle 18.507 -72.493; 03 Petit Boucan 18.501 -72.536
HT0117|01.2 Varreux 18.594 -72.333; 02.1 Varreux 18.594 -72.307
HT0118|03 Bellevue 18.584 -72.280; 04 Bellevue 18.560 -72.249
HT0121|01 Dessources 18.479 -72.642; 02 Petite Rivière 18.538 -72.598; 03 Grande Rivière 18.490 -72.586; 04 Fond de Boudin 18.371 -72.641; 05 Palmiste à Vin 18.418 -72.666; 06 Orangers 18.448 -72.524; 07 Parques 18.453 -72.484; 08 Beauséjour 18.415 -72.487; 09 Citronniers 18.434 -72.552; 10 Fond d'Oie 18.382 -72.559; 11 Gros Morne 18.434 -72.591; 12 Cormiers 18.412 -72.616; 13 Petit Harpon 18.354 -72.612
HT0122|01 Bino 18.413 -72.942; 02 Delatre 18.420 -73.010; 03 Trou Chouchou 18.452 -72.979; 04 Fond Arabie 18.359 -72.992; 05 Trou Canari 18.376 -72.942; 06 Trou Canari 18.338 -72.956; 07 Platons 18.376 -72.908; 08 Platons 18.319 -72.929; 09 Palmes 18.303 -72.878; 10 Palmes 18.317 -72.851; 11 Ravine Sèche 18.396 -72.874; 12 Fourques 18.393 -72.837
HT0123|01 Tête-à-Boeuf 18.405 -72.785; 02 Tête-à-Boeuf 18.336 -72.805; 03 Moussambe 18.291 -72.781; 04 Moussambe 18.334 -72.751; 05 Grande Colline 18.352 -72.702; 06 Grande Colline 18.329 -72.691; 07 Gérard 18.400 -72.722
HT0131|01 Varreux 18.634 -72.305; 02 Varreux 18.624 -72.241; 03 Petit Bois 18.546 -72.214; 04 Petit Bois 18.547 -72.174; 05 Petit Bois 18.593 -72.189; 06 Belle Fontaine 18.376 -72.156; 07 Belle Fontaine 18.360 -72.030; 08 Belle Fontaine 18.449 -72.133; 09 Crochus 18.717 -72.255; 10 Orangers 18.746 -72.303
HT0132|01 Grande Plaine 18.648 -72.101; 02 Grande Plaine 18.601 -72.122; 03 Trou d'Eau 18.706 -72.061; 04 Crochus 18.702 -72.207
HT0133|01 Galette Chambon 18.534 -72.120; 02 Balan 18.572 -72.040; 03 Fond Parisien 18.473 -71.950; 04.5 Pays Pourri 18.466 -72.016; 05.4 Mare Roseaux 18.467 -72.070
HT0134|01 Plaine Céleste 18.674 -72.004; 02 Plaine Céleste 18.679 -71.943; 03 Boucan Bois Pin 18.682 -71.847; 04 Boucan Bois Pin 18.652 -71.871; 05 Génipailler 18.717 -71.938
HT0135|01 Fonds-Verrettes 18.351 -71.840
HT0141|01 Boucassin 18.785 -72.494; 02 Fonds Baptiste 18.897 -72.563; 03 Vases 18.808 -72.535; 04 Montrouis 18.936 -72.633; 05 Delices 18.855 -72.440; 06 Matheux 18.903 -72.496
HT0142|01 Boucassin 18.744 -72.408; 02 Boucassin 18.760 -72.457; 03 Source Matelas 18.716 -72.358; 04 Fonds des Blancs/Casale 18.805 -72.393
HT0151|01 Palma 18.782 -72.885; 02 Petite Source 18.810 -72.921; 03 Grande Source 18.804 -72.971; 04 Grand Lagon 18.871 -73.047; 05 Picmy 18.744 -72.876; 06 Petite Anse 18.746 -72.826
HT0152|01.5 Gros Mangle 18.942 -73.216; 02.1 La Source 18.895 -73.239; 03.2 Grand Vide 18.857 -73.161; 04.3 Trou Louis 18.801 -73.049; 05.4 Pointe à Raquette 18.911 -73.134
HT0211|01 Bas Cap Rouge 18.255 -72.489; 02 Fond Melon/Selles 18.327 -72.421; 03 Cochon Gras 18.326 -72.476; 04 La Gosseline 18.357 -72.402; 05 Marbial 18.357 -72.456; 06 Montagne La Voûte 18.298 -72.532; 07 Grande Rivière de Jacmel 18.375 -72.499; 08 Bas Coq Chante 18.326 -72.576; 09 Haut Coq Chante 18.306 -72.606; 10 La Vanneau 18.260 -72.591; 11 La Montagne 18.212 -72.598
HT0212|01 Corail Soult 18.265 -72.347; 02 Grande Rivière Fesles 18.318 -72.346; 03 Macary 18.311 -72.297; 04 Fond Jean Noël 18.289 -72.258; 05 Savane Dubois 18.242 -72.272
HT0213|01 Ravine Normande 18.244 -72.419; 02 Gaillard 18.262 -72.381; 03 Haut Cap Rouge 18.278 -72.423; 04.2 Fond Melon Michineau 18.308 -72.403
HT0214|01 La Vallée de Jacmel/Muzac 18.270 -72.663; 02 La Vallée de Bainet/Ternier 18.285 -72.731; 03 Morne à Brûler 18.308 -72.669
HT0221|01 Bresilienne 18.214 -72.674; 02 Trou Mahot 18.220 -72.717; 03 La Vallée de Bainet 18.234 -72.746; 04 Haut Grandou 18.261 -72.791; 05 Bas de Grandou 18.216 -72.790; 06 Bas de Lacroix 18.271 -72.839; 07 Bras Gauche 18.250 -72.877; 08 Oranger 18.226 -72.847; 09 Bas des Gris Gris 18.172 -72.834
HT0222|01 Gris Gris 18.209 -72.948; 02 Labiche 18.197 -72.901; 03 Bras Gauche 18.267 -72.901; 04 Amazone 18.270 -72.917; 05 Boucan Belier 18.273 -72.943; 06 Jamais Vu 18.255 -72.989
HT0231|01 Baie d'Orange 18.285 -72.208; 02 Mabriole 18.295 -72.167; 03 Callumette 18.285 -72.131; 04 Corail Lamothe 18.288 -72.099; 05 Bel Air 18.281 -72.049; 06 Pichon 18.265 -72.003; 07 Mapou 18.255 -71.958
HT0232|01 Colline des Chênes/Bodarie 18.262 -71.903
HT0233|01 Thiotte 18.252 -71.830; 02 Pot de Chambre 18.188 -71.871
HT0234|01 Boucan Guillaume 18.119 -71.792; 02 Bois d'Orme 18.240 -71.778
HT0311|01 Bande du Nord 19.770 -72.226; 02 Haut du Cap 19.740 -72.231; 03 Petite Anse 19.732 -72.192
HT0312|01 Basse Plaine 19.718 -72.161; 02 Morne Pele 19.657 -72.175
HT0313|01 Basse Plaine 19.706 -72.097; 02 Bois de Lance 19.628 -72.139; 03 Roucou 19.657 -72.095
HT0321|01 Camp-Louise 19.744 -72.354; 02 Bas de l'Acul/Basse Plaine 19.682 -72.313; 03 Mornet 19.607 -72.292; 04 Grande Ravine 19.603 -72.325; 05 Coupe à David 19.656 -72.346; 06 Soufrière 19.606 -72.373
HT0322|01 Morne Rouge 19.732 -72.282; 02 Basse Plaine 19.673 -72.263; 03 Grand Boucan 19.600 -72.256; 04 Bassin Diamant 19.651 -72.250
HT0323|01 Perches-de-Bonnet 19.640 -72.223; 02 Bonnet à l'Evêque 19.603 -72.218; 03 Genipailler 19.690 -72.214
HT0331|01 Grand Gilles 19.595 -72.187; 02 Solon 19.574 -72.141; 03 Caracol 19.530 -72.118; 04 Gambade 19.523 -72.154; 05 Jolitrou 19.531 -72.186; 06 Cormiers 19.563 -72.193
HT0332|01 Bois Pin 19.481 -72.098; 02 Bailly/Bailla 19.444 -72.128; 03 Montagne Noire 19.489 -72.155
HT0341|01 Bois Neuf 19.458 -72.226; 02 Mathurin 19.455 -72.174; 03 Bouyaha 19.402 -72.167; 04 San-Yago 19.359 -72.198
HT0342|01 Brostage 19.556 -72.237; 02 Bassin Caïman 19.506 -72.235; 03 Matador 19.488 -72.292; 04 Laguille 19.535 -72.270; 05 Haut du Trou 19.534 -72.308
HT0343|01 Bac à Soude 19.397 -72.088; 02 Bois de Lance 19.418 -72.058; 03 Cracaraille 19.378 -72.023
HT0344|01 Savannette 19.348 -72.090; 02 La Belle Mère 19.306 -72.119
HT0345|01 La Victoire 19.351 -72.022
HT0351|01 Margot 19.816 -72.551; 02 Boucan Michel 19.759 -72.542; 03 Petit Bourg de Borgne 19.801 -72.585; 04 Trou d'Enfer 19.773 -72.604; 05 Champagne 19.795 -72.623; 06 Molas 19.805 -72.658; 07 Côte de Feret Fond Lagrange 19.833 -72.527
HT0352|01 Grande Plaine 19.720 -72.496; 02 Bas Petit Borgne 19.760 -72.436; 03 Corail 19.746 -72.471; 04 Haut Petit Borgne 19.780 -72.480; 05 Bas Quartier 19.799 -72.443; 06 Bras Gauche 19.706 -72.461
HT0361|01 Haut Limbé/Acul Jeannot 19.696 -72.371; 02 Chabotte 19.677 -72.421; 03 Camp Coq 19.641 -72.429; 04 Soufrière 19.659 -72.388; 05 Ravine Desroches 19.702 -72.424; 06 Ilot-à-Corne 19.600 -72.424
HT0362|01 Garde Champètre/Bas Limbé 19.726 -72.403; 02 Petit Howars/la Fange 19.772 -72.393
HT0371|01 Gobert/Colline Gobert 19.639 -72.507; 02 Champagne 19.638 -72.462; 03 Haut Martineau 19.641 -72.482; 04 Mapou 19.597 -72.517; 05 La Trouble 19.580 -72.451; 06 La Ville 19.549 -72.442; 07 Bassin 19.609 -72.487; 08 Grande Rivière 19.558 -72.480
HT0372|01 Ballon 19.666 -72.553; 02 Baudin 19.633 -72.539; 03 Ravine Trompette 19.693 -72.586; 04 Joly 19.717 -72.565; 05 Dubourg 19.713 -72.524; 06 Piment 19.711 -72.548; 07 Rivière Laporte 19.744 -72.602; 08 Margot 19.678 -72.503
HT0411|01 Dumas 19.626 -71.824; 02 Bayaha 19.617 -71.871; 03 Loiseau 19.495 -71.861; 04 Haut Madeleine 19.480 -71.907
HT0412|01 Bas Maribahoux 19.641 -71.771
HT0413|01 Haut des Perches 19.504 -71.928; 02 Bas des Perches 19.527 -71.939
HT0421|01 Haut Maribahoux 19.558 -71.768; 02 Acul des Pins 19.492 -71.817; 03 Savane Longue 19.486 -71.737; 04 Savane au Lait 19.493 -71.778; 05 Gens de Nantes 19.433 -71.773
HT0422|01 Capotille 19.460 -71.701; 02 Lamine 19.415 -71.725
HT0423|01 Savanette 19.372 -71.763; 02 Bois Poux 19.411 -71.817
HT0431|01 Garcin 19.625 -72.002; 02 Roucou 19.558 -71.984; 03 Roche Plate 19.598 -72.041
HT0432|01 Foulon 19.602 -72.098; 02 Bois Blanc 19.563 -72.097; 03 Cotelette 19.538 -72.069; 04 Sarazin 19.573 -72.070; 05 Moka Neuf 19.509 -72.051; 06 Fond Bleu 19.461 -72.043
HT0433|01 Fond Blanc 19.664 -71.926; 02 Grand Bassin 19.574 -71.927
HT0434|01 Champin 19.670 -72.034; 02 Glaudine/Jacquesil 19.695 -71.978
HT0441|01 Trois Palmistes 19.427 -71.922; 02 Ecrevisse/Grosse Roche 19.482 -71.988; 03 Corosse 19.428 -71.993
HT0442|01 Bois Camelle 19.394 -71.857; 02 Rose Bonite 19.323 -71.796
HT0443|01 Sans Souci 19.360 -71.957; 02 Bois Laurence 19.318 -71.857
HT0511|01 Pont Tamarin 19.440 -72.642; 02 Bassin 19.522 -72.708; 03 Petite Rivière de Bayonnais 19.431 -72.542; 04 Poteaux 19.553 -72.624; 05 Labranle 19.601 -72.587
HT0512|01 Savane Carrée 19.439 -72.431; 02 Passe-Reine/Bas d'Ennery 19.490 -72.523; 03 Chemin Neuf 19.541 -72.530; 04 Puilboreau 19.494 -72.452
HT0513|01 La Croix Perisse 19.346 -72.563; 02 Petite Desdunes 19.361 -72.649
HT0521|01 Boucan Richard 19.665 -72.612; 02 Rivière Mancelle 19.707 -72.636; 03 Rivière Blanche 19.716 -72.672; 04 L'Acul 19.755 -72.688; 05 Pendu 19.785 -72.718; 06 Savane Carrée 19.720 -72.768; 07 Moulin 19.651 -72.743; 08 Ravine Gros Morne 19.634 -72.669
HT0522|01 Doland 19.572 -72.772; 02 Bois Neuf 19.625 -72.824; 03 Lagon 19.678 -72.830
HT0523|01 L'Arbre 19.676 -73.001; 02 Sources Chaudes 19.587 -72.886
HT0531|01 Deluge 18.981 -72.676; 02 Bois Neuf 19.046 -72.735; 03 Goyavier 19.024 -72.619; 04 Lalouère 19.097 -72.612; 05 Bocozelle 19.192 -72.698; 06 Charrette 19.075 -72.670
HT0532|01 Liancourt 19.131 -72.556; 02 Belanger 19.084 -72.505; 03 Guillaume Moge/Désarmes 19.019 -72.406; 04 Désarmes 18.977 -72.442; 05 Bastien 19.026 -72.524; 06 Terre Natte 18.982 -72.547
HT0533|01 Martineau 18.892 -72.306; 02 Bossous 18.932 -72.372
HT0541|01 Villars 19.195 -72.586; 02 Fosse Naboth/Duvallon 19.257 -72.589; 03 Oge 19.265 -72.511; 04 Poste Pierrot 19.209 -72.450; 05 Fiefe/Petit Cahos 19.147 -72.345; 06 La Croix/Grand Cahos 19.196 -72.350
HT0542|01 Bas Coursin I 19.172 -72.546; 02 Bas Coursin II 19.151 -72.482; 03 Labady 19.087 -72.435; 04 Savane à Roche 18.984 -72.305; 05 Perodin 19.114 -72.310; 06 Medor 19.056 -72.306
HT0543|01 Poteneau 19.258 -72.701
HT0544|01 Desdunes 19.311 -72.689
HT0551|01 Platana 19.363 -72.392; 02 Camathe 19.433 -72.364; 03 Bas de Sault 19.420 -72.331; 04 Lalomas 19.424 -72.272; 05 L'Ermite 19.238 -72.282; 06 Lacedras 19.279 -72.343; 07 Marmont 19.321 -72.441; 08 L'Attalaye 19.333 -72.270
HT0552|01 Crête à Pins 19.524 -72.348; 02 Bassin/Billier 19.549 -72.387; 03 Platon 19.501 -72.401
HT0611|01 Juanaria 19.097 -72.092; 02 Marmont 19.077 -71.964; 03 Aguahedionde Rive Droite 19.158 -71.930; 04 Aguahedionde Rive Gauche 19.228 -72.042
HT0612|01 Savane Grande 19.174 -72.202; 02 Narang 19.127 -72.164; 03 Hatty 19.236 -72.167
HT0613|01 Cabral 18.993 -72.005; 02 Tierra Muscady 18.987 -71.911; 03 Baille Tourrible 19.025 -72.066; 04 La Hoye 18.911 -71.947
HT0614|01 Rang 19.260 -71.940
HT0621|01 Gascogne 18.760 -72.037; 02 Sarazin 18.828 -72.036; 03 Grand Boucan 18.781 -72.150; 04 Crête Brûlée 18.756 -72.108
HT0622|01 Canot/Rivière Canot 18.799 -72.196; 02 La Selle 18.855 -72.214; 03 Coupe Mardi Gras 18.819 -72.262; 04 Montagne Terrible 18.846 -72.317
HT0623|01 Petite Montagne 19.022 -72.200; 02 Boucan Carré 18.924 -72.182; 03 Bayes 18.931 -72.096
HT0631|01 Petit Fond 18.862 -71.995; 02 Juampas 18.809 -71.916
HT0632|01 Renthe Mathe 18.844 -71.770; 02 Roye-Sec 18.912 -71.847; 03 Riaribes 18.826 -71.840
HT0633|01 Savanette/Colombier 18.753 -71.919; 02 La Haye 18.743 -71.806
HT0641|01 Acaj/Brûlé 19.145 -71.722; 02 Acaj/Brûlé 19.215 -71.816; 03 Lamielle 19.223 -71.700
HT0642|01 Matelgate 19.092 -71.859; 02 Lociane 19.061 -71.794
HT0711|01 Bourdet 18.215 -73.759; 02 Fonfrède 18.252 -73.814; 03 Laborde 18.307 -73.801; 04 Laurent 18.271 -73.739; 05 Mercy 18.293 -73.758; 06 Boulmier 18.269 -73.703
HT0712|01 Boury 18.165 -73.833; 02 Berault 18.208 -73.855; 03 Solon 18.271 -73.903; 04 Moreau 18.332 -73.939
HT0713|01 Fonds Palmiste 18.231 -73.913; 02 Melonière 18.208 -73.927; 03 Carrefour Canon 18.318 -73.993
HT0714|01 Levy Mersan 18.299 -73.844; 02 Champlois 18.372 -73.852; 03 Tibi Davezac 18.337 -73.896
HT0715|01 Maniche 18.335 -73.741; 02 Dory 18.381 -73.721; 03 Melon 18.386 -73.782
HT0716|01 Île à Vache 18.078 -73.635
HT0721|01 Barbois 18.105 -73.892; 02 Dumont 18.053 -73.895
HT0722|01 Tapion 18.082 -73.852; 02 Debouchette 18.041 -73.855; 03 Trichet 18.049 -73.812
HT0723|01 Lazarre 18.180 -73.930; 02 Anse à Drick 18.146 -73.923; 03 Arniquet 18.142 -73.893
HT0731|01 Macéan 18.270 -73.324; 02 Bellevue 18.326 -73.330; 03 Brodequin 18.304 -73.424; 04 Flamands 18.241 -73.196; 05 Mare à Coiffe 18.317 -73.385; 06 La Colline 18.308 -73.222; 07 Frangipane 18.248 -73.067; 08 Colline à Mongons 18.350 -73.285; 09 Fond des Blancs 18.292 -73.133; 10 Guirand 18.344 -73.157
HT0732|01 Grand Fonds 18.301 -73.479; 02 Baie Dumesle 18.245 -73.582; 03 Grenodière 18.261 -73.517; 04 Zanglais 18.274 -73.454; 05 Sucrerie Henri 18.296 -73.568; 06 Solon 18.273 -73.609; 07 Cherette 18.316 -73.497; 08 Corail-Henri 18.318 -73.537
HT0733|01 Boileau 18.287 -73.628; 02 Martineau 18.317 -73.665; 03 Gros Marin 18.357 -73.611; 04 Mare Henri 18.390 -73.598; 05 Laroque 18.401 -73.661
HT0741|01 Conde 18.227 -74.008; 02 Despas 18.235 -74.037; 03 Quentin 18.269 -74.035
HT0742|01 Paricot 18.268 -74.067; 02 Balais 18.303 -74.066
HT0743|01 Beaulieu 18.170 -73.967; 02 Renaudin 18.196 -73.980; 03 Beauclos 18.230 -73.982
HT0751|01 Randel 18.357 -74.074; 02 Dejoie 18.324 -74.113; 03 Bony 18.288 -74.154
HT0752|01 Verone 18.316 -74.169; 02 Edelin 18.367 -74.146; 03 Cosse 18.354 -74.207
HT0753|01 Blactote 18.313 -74.339; 02 Nan Sevre 18.358 -74.277; 03 Loby 18.345 -74.371; 04 Dalmette 18.318 -74.274
HT0811|01 Basse Voldrogue 18.585 -74.099; 02 Haute Voldrogue 18.505 -74.112; 03 Haute Guinaudée 18.460 -74.164; 04 Basse Guinaudée 18.588 -74.143; 05 Ravine à Charles 18.543 -74.187; 06 Îles Blanches 18.509 -74.218; 07 Marfranc/Grande Rivière 18.608 -74.173; 08 Fond Rouge Dahere 18.632 -74.161; 09 Fond Rouge Torbeck 18.654 -74.185
HT0812|01 Anse du Clerc 18.628 -74.270; 02 Balisiers 18.614 -74.296; 03 Danglise 18.597 -74.330; 04 La Seringue 18.626 -74.351
HT0813|01 Desormeau/Bonbon 18.631 -74.238
HT0814|01 Anote/Tapion 18.571 -74.261; 02 Sources Chaudes 18.465 -74.253; 03 L'Assise/Chameau 18.463 -74.295
HT0815|01 Dejean 18.537 -74.312; 02 Boucan 18.505 -74.344
HT0821|01 Grandoit 18.489 -74.426; 02 Boudon 18.459 -74.354; 03 Îlet à Pierre Joseph 18.464 -74.423; 04 Mandou 18.439 -74.440
HT0822|01 Bariadelle 18.521 -74.425; 02 Dallier 18.515 -74.385; 03 Desormeau 18.543 -74.395; 04 Petite Rivière 18.609 -74.398; 05 Baliverne 18.569 -74.375
HT0823|01 Matador/Jorgue 18.409 -74.363; 02 Belair 18.390 -74.391; 03 Garcasse 18.376 -74.424
HT0831|01 Duquillon 18.538 -73.883; 02 Fond d'Icaque 18.516 -73.933; 03 Champy/Nan Campêche 18.573 -73.939
HT0832|01 Carrefour Charles/Jacqui 18.553 -73.986; 02 Fond Cochon/Lopineau 18.457 -74.067; 03 Grand Vincent 18.548 -74.058; 04 Les Gommiers 18.581 -74.032
HT0833|01 Beaumont 18.436 -73.959; 02 Chardonnette 18.508 -74.007; 03 Mouline 18.447 -74.012
HT0834|01 Bernagousse 18.530 -73.833; 02 Espère 18.517 -73.780; 03 Jean Bellune 18.474 -73.774; 04 Tozia 18.456 -73.835; 05 Duchity 18.422 -73.904; 06 Les Îles Cayemittes 18.614 -73.749
HT0911|01 Baudin 19.934 -72.794; 02 La Pointe 19.900 -72.769; 03 Aubert 19.922 -72.824; 04 Mahotière 19.774 -72.980; 05 Bas des Moustiques 19.864 -72.951; 06 La Corne 19.894 -72.875
HT0912|01 Pointe des Oiseaux 20.024 -72.697; 02 Mare Rouge 20.056 -72.840
HT0913|01 La Plate 19.815 -72.767; 02 Carreau Datty 19.795 -72.854; 03 Haut des Moustiques 19.747 -72.889
HT0914|01 Chansolme 19.875 -72.807; 02 Beauvoir 19.842 -72.816
HT0921|01 Rivière des Nègres 19.914 -72.753; 02 Derourvay 19.912 -72.731; 03 Granges 19.878 -72.722; 04 Rivière de Barre 19.875 -72.692; 05 Bonneau 19.896 -72.673; 06 Lafague/Chamoise 19.829 -72.709
HT0922|01 Bas de Sainte Anne 19.840 -72.639; 02 Mayance 19.875 -72.637; 03 Côtes de Fer 19.875 -72.593
HT0931|01 Côtes de Fer 19.780 -73.375; 02 Mare-Rouge 19.802 -73.287; 03 Dame 19.748 -73.258
HT0932|01 Citerne Remy 19.667 -73.258; 02 Dos d'Ane 19.710 -73.214; 03 Reserve/Ti Paradis 19.748 -73.175; 04 L'Estère Dere 19.674 -73.157
HT0933|01 Plate Forme 19.686 -73.316; 02 Forges 19.697 -73.363; 03 Plaine d'Orange 19.694 -73.406
HT0934|01 Lacoma 19.833 -73.047; 02 Guinaudée 19.864 -73.112; 03 Vieille Hatte 19.810 -73.139; 04 La Montagne 19.777 -73.153; 05 Dessources 19.798 -73.239; 06 Grande Source 19.805 -73.204; 07 Diondion 19.862 -73.229
HT1011|01 Chalon 18.416 -73.075; 02 Belle Rivière 18.352 -73.060; 03 Dessources 18.300 -73.023; 04 Saint-Michel 18.378 -73.125
HT1012|01 Fond des Lianes 18.454 -73.257; 02 Cholette 18.442 -73.223; 03 Silègue 18.463 -73.193; 04 Bezin 18.461 -73.145
HT1013|01 Bouzi 18.387 -73.312; 02 Fond-des-Nègres/Morne Brice 18.380 -73.242; 03 Pemerle 18.375 -73.187; 04 Cocoyers-Ducheine 18.388 -73.280
HT1014|01 Salagnac 18.415 -73.196; 02 Bezin II 18.413 -73.137
HT1021|01 Baconnois-Grand-Fond 18.504 -73.401; 02 Grande-Rivière-Joly 18.463 -73.330; 03 Saut du Baril 18.443 -73.286
HT1022|01 Raymond 18.485 -73.471; 02 Tiby 18.486 -73.536; 03 Liève/Vigny 18.416 -73.474
HT1023|01.4 Morisseau 18.359 -73.389; 02 Changeux 18.357 -73.492; 03.1 L'Asile/Nan Paul 18.401 -73.432; 04.3 Tournade/Changeux 18.390 -73.352
HT1024|01 Baconnois-Barreau 18.473 -73.403; 02 Baquet 18.435 -73.356; 03 Arnaud/Morcou 18.423 -73.386
HT1025|01 Plaisance du Sud/ti François 18.438 -73.625; 02 Anse aux Pins 18.444 -73.552; 03 Vassal Labiche 18.406 -73.535
HT1031|01 Gerin/Mouton 18.477 -73.614; 02 Tête d'Eau 18.430 -73.716; 03 Fond Tortue 18.458 -73.722; 04 La Plaine 18.478 -73.688; 05 Rivière Salée 18.513 -73.702
HT1032|01 Grand-Boucan 18.570 -73.615; 02 Eaux Basses 18.563 -73.702
`;
