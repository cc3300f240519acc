"use strict";
/* Counting and its sentences: the same whole numbers as methods/voting.py and dialogue/ballots.py, and the templates
   of dialogue/ballot_sentences.py. A ballot is { stem, groep, keuzes, samen }. */
const telling = (() => {
  const { facts } = pagina;
  const themes = facts.themas.map(([id]) => id);
  const themeNames = new Map(facts.themas);
  const groupNames = new Map(facts.groepen);
  const depth = facts.plaatsen, least = facts.minstens;
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const gcd = (a, b) => (b ? gcd(b, a % b) : a);
  const sharedSize = (casts) => casts.reduce((all, cast) => (all / gcd(all, cast.length)) * cast.length, casts.length ? 1 : 0);

  /* ---- points; votes: a Map of the ballots of each pool, each ballot its themes */

  function tally(votes) {
    const given = [...votes].filter(([, cast]) => cast.length);
    const voters = {}, points = {}, named = {}, together = {}, lowest = {};
    for (const theme of themes) named[theme] = 0;
    for (const [pool, cast] of given) {
      voters[pool] = cast.length;
      points[pool] = Object.fromEntries(themes.map((theme) => [theme, 0]));
      for (const chosen of cast) {
        chosen.forEach((theme, place) => {
          if (!themeNames.has(theme)) return; // told beside the list of ballots
          if (place < depth) points[pool][theme] += depth - place;
          named[theme] += 1;
        });
      }
    }
    const shared = sharedSize(given.map(([, cast]) => cast));
    for (const theme of themes) {
      const scaled = given.map(([pool]) => points[pool][theme] * (shared / voters[pool]));
      together[theme] = sum(scaled);
      lowest[theme] = scaled.length ? Math.min(...scaled) : 0;
    }
    const compare = (a, b) => together[b] - together[a] || named[b] - named[a] || lowest[b] - lowest[a];
    const order = [];
    for (const theme of given.length ? [...themes].sort(compare) : []) {
      const last = order[order.length - 1];
      if (last && compare(last[0], theme) === 0) last.push(theme);
      else order.push([theme]);
    }
    return { voters, points, named, scale: shared * given.length, together, order };
  }

  function highest(order) {
    const certain = [];
    for (const level of order) {
      if (certain.length + level.length > depth) {
        return { certain, tied: certain.length < depth ? level : [] };
      }
      certain.push(...level);
    }
    return { certain, tied: [] };
  }

  /* Never a theme that nobody named: with few wishes those would all be tied for the places left. */
  const chosenOf = (order, named) =>
    highest(order.map((level) => level.filter((theme) => named[theme])).filter((level) => level.length));
  const top = (votes) => { const counted = tally(votes); return chosenOf(counted.order, counted.named); };
  const wantedOf = (chosen) => themes.filter((t) => chosen.certain.includes(t) || chosen.tied.includes(t));
  const same = (one, other) => one.length === other.length && one.every((theme) => other.includes(theme));
  const sameChoice = (one, other) => same(one.certain, other.certain) && same(one.tied, other.tied);

  /* ---- which groups count as one */

  function pools(voters, joins) {
    const groups = Object.keys(voters).filter((g) => voters[g]);
    const small = groups.filter((g) => voters[g] < least && joins[g]);
    const apart = small.filter((g) => joins[g] === g);
    let found = groups.map((g) => [g]);
    const size = (pool) => sum(pool.map((g) => voters[g]));
    const isApart = (pool) => pool.some((g) => apart.includes(g));
    const smallest = (some) => some.reduce((least, pool) => (size(pool) < size(least) ? pool : least));
    const join = (one, other) => {
      const both = groups.filter((g) => found.some((p) => p.includes(g) && (p.includes(one) || p.includes(other))));
      const first = found.findIndex((p) => both.includes(p[0]));
      found = found.map((p, i) => (i === first ? both : p)).filter((p, i) => i === first || !both.includes(p[0]));
    };
    for (const g of small) if (groups.includes(joins[g])) join(g, joins[g]);
    for (;;) {
      const waiting = found.filter((p) => size(p) < least && !isApart(p));
      if (found.length < 2 || !waiting.length) return found;
      const first = smallest(waiting);
      const others = found.filter((p) => p !== first);
      const free = others.filter((p) => size(p) >= least || !isApart(p));
      join(first[0], smallest(free.length ? free : others)[0]);
    }
  }

  /* ---- without each ballot in turn */

  function leaveOneOut(votes) {
    const now = top(votes);
    let changed = 0, runs = 0;
    const entering = new Set(), leaving = new Set();
    for (const [pool, cast] of votes) {
      const seen = new Map(); // the same ballot gives the same result
      cast.forEach((ballot, left) => {
        const known = ballot.join("\n");
        if (!seen.has(known)) seen.set(known, top(new Map([...votes, [pool, cast.filter((_, i) => i !== left)]])));
        const then = seen.get(known);
        runs += 1;
        if (sameChoice(now, then)) return;
        changed += 1;
        for (const t of [...then.certain, ...then.tied]) if (!now.certain.includes(t) && !now.tied.includes(t)) entering.add(t);
        for (const t of now.certain) if (!then.certain.includes(t)) leaving.add(t);
      });
    }
    return { runs, changed, entering: themes.filter((t) => entering.has(t)), leaving: themes.filter((t) => leaving.has(t)) };
  }

  /* ---- Schulze: the strongest paths of pairwise wins, every pool counting equally */

  function schulze(votes) {
    const size = themes.length;
    const shared = sharedSize([...votes.values()].filter((cast) => cast.length));
    const wins = themes.map(() => themes.map(() => 0));
    let any = false;
    for (const cast of votes.values()) {
      for (const ballot of cast) {
        any = true;
        const known = ballot.filter((theme) => themeNames.has(theme));
        const places = themes.map((theme) => (known.includes(theme) ? known.indexOf(theme) : known.length));
        for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) if (places[i] < places[j]) wins[i][j] += shared / cast.length;
      }
    }
    if (!any) return [];
    const paths = wins.map((row, i) => row.map((won, j) => (won > wins[j][i] ? won : 0)));
    for (let k = 0; k < size; k++)
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) paths[i][j] = Math.max(paths[i][j], Math.min(paths[i][k], paths[k][j]));
    const order = [];
    let left = themes.map((_, i) => i);
    while (left.length) {
      const unbeaten = left.filter((i) => !left.some((j) => paths[j][i] > paths[i][j]));
      order.push(unbeaten.map((i) => themes[i]));
      left = left.filter((i) => !unbeaten.includes(i));
    }
    return order;
  }

  /* ---- Kendall's W with ties; NaN where there is nothing to compare */

  function kendall(ballots) {
    const n = ballots.length, m = themes.length;
    if (n < 2 || m < 2) return NaN;
    const sums = themes.map(() => 0);
    let ties = 0;
    for (const ballot of ballots) {
      const known = ballot.filter((theme) => themeNames.has(theme)), left = m - known.length;
      themes.forEach((theme, i) => { sums[i] += known.includes(theme) ? known.indexOf(theme) + 1 : (known.length + 1 + m) / 2; });
      ties += left ** 3 - left;
    }
    const mean = sum(sums) / m;
    const spread = sum(sums.map((s) => (s - mean) ** 2));
    const most = n ** 2 * (m ** 3 - m) - n * ties;
    return most > 0 ? Math.min(Math.max((12 * spread) / most, 0), 1) : NaN;
  }

  const agreementOf = (w) => (Number.isNaN(w) ? "unknown" : (facts.eensgezind.find(([bound]) => w >= bound) || [0, "none"])[1]);

  /* ---- the outcome of all ballots */

  function outcome(ballots, joins) {
    const byGroup = new Map([...groupNames.keys()].map((g) => [g, ballots.filter((b) => b.groep === g)]));
    const voters = Object.fromEntries([...byGroup].filter(([, b]) => b.length).map(([g, b]) => [g, b.length]));
    const inPool = new Map(pools(voters, joins || {}).map((pool) => [pool.join("+"), pool.flatMap((g) => byGroup.get(g))]));
    const votes = new Map([...inPool].map(([pool, some]) => [pool, some.map((b) => b.keuzes)]));
    const counted = tally(votes);
    const total = ballots.length;
    const large = [...votes.keys()].filter((pool) => votes.get(pool).length >= least);
    const chosen = chosenOf(counted.order, counted.named);
    const pairs = schulze(votes);
    const decisions = {};
    for (const [pool] of votes) {
      if (large.includes(pool)) continue;
      const rest = new Map([...votes].filter(([other]) => other !== pool));
      const then = wantedOf(top(rest)), others = [...rest.values()].flat();
      const decided = wantedOf(chosen).filter((theme) => !then.includes(theme));
      decisions[pool] = { themes: decided, others: others.length, also: others.filter((b) => b.some((t) => decided.includes(t))).length };
    }
    const answers = large.map((pool) => inPool.get(pool).map((b) => b.samen).filter((theme) => themeNames.has(theme)));
    const together = themes
      .map((theme) => [theme, sum(answers.map((a) => a.filter((t) => t === theme).length)), answers.filter((a) => a.includes(theme)).length])
      .filter(([, people]) => people)
      .sort((a, b) => b[1] - a[1]);
    const detail = total < least ? "nothing" : Object.keys(decisions).length ? "names" : "points";
    return {
      voters, tally: counted, total, chosen, wanted: wantedOf(chosen), pairs, inPairs: chosenOf(pairs, counted.named), detail, large,
      shown: Object.values(decisions).some((d) => d.themes.length) ? [] : large,
      w: kendall([...votes.values()].flat()),
      agreements: Object.fromEntries(large.map((pool) => [pool, kendall(votes.get(pool))])),
      firmness: leaveOneOut(votes),
      firsts: Object.fromEntries(large.map((pool) => [pool, tally(new Map([[pool, votes.get(pool)]])).order[0]])),
      decisions, together, answers: sum(answers.map((a) => a.length)),
    };
  }

  /* ---- what is said of it */

  const filled = (name, slots) => facts.zinnen[name].replace(/\{(\w+)\}/g, (_, slot) => String(slots[slot]));
  const inARow = (names) => (names.length < 2 ? names.join("") : names.slice(0, -1).join(", ") + " en " + names[names.length - 1]);
  const quoted = (some) => inARow(some.map((t) => "‘" + themeNames.get(t) + "’"));
  const groupOf = (g) => "‘" + groupNames.get(g) + "’";
  const howMany = (n) => (n === 1 ? "een" : "meer");
  const inWords = (n) => facts.getallen[n] || String(n);
  const dutch = (value) => value.toLocaleString("nl-NL", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

  function poolName(pool, voters) {
    const groups = pool.split("+");
    const first = groups.reduce((most, g) => (voters[g] > voters[most] ? g : most));
    const rest = groups.filter((g) => g !== first).map((g) => groupNames.get(g).toLowerCase());
    return groupNames.get(first) + (rest.length ? ", met " + inARow(rest) : "");
  }

  function told(result) {
    return {
      let_op: toNotice(result), uitslag: ofResult(result), gewicht: ofWeights(result), groepen: ofGroups(result),
      vastheid: ofFirmness(result), samen: ofTogether(result),
    };
  }

  function toNotice(result) {
    const decisions = result.detail === "nothing" ? [] : Object.entries(result.decisions);
    return [...decisions.flatMap(([pool, decision]) => ofDecision(pool, decision, result)), ...tooMany(result)];
  }

  /* Groups with more ballots than people. */
  function tooMany(result) {
    const came = (group) => facts.aanwezigen[group] || 0;
    return Object.entries(result.voters)
      .filter(([group, n]) => facts.aanwezigen && n > came(group))
      .map(([group, n]) => filled("teveel", { groep: groupOf(group), n, mensen: came(group) }));
  }

  function ofDecision(pool, decision, result) {
    const n = result.tally.voters[pool], groups = pool.split("+");
    const [stemmer, stemmers] = groups.length === 1 ? facts.stemmers[groups[0]] : ["stemmer", "stemmers"];
    const decided = decision.themes.length, every = result.wanted.length;
    const slots = { n, stemmer, stemmers, aantal: inWords(decided), alle: inWords(every) };
    if (!decided) return [filled("weegt." + howMany(n), slots)];
    const which = decision.also ? howMany(decision.also) : "niemand." + howMany(decided);
    return [
      filled((decided === every ? "bepaalt_alles." : "bepaalt.") + howMany(n), slots),
      filled("anderen." + which, { anderen: decision.others, ook: decision.also, welk: decided === 1 ? "dat" : "zo’n" }),
    ];
  }

  function ofResult(result) {
    if (result.detail === "nothing") {
      return [filled("leeg." + (result.total ? howMany(result.total) : "geen"), { n: result.total, minstens: least })];
    }
    const said = [], { certain, tied } = result.chosen;
    if (tied.length) {
      const open = depth - certain.length;
      said.push(filled("gelijk." + (open === depth ? "alle" : howMany(open)), { plaatsen: inWords(open), themas: quoted(tied) }));
    }
    if (result.detail === "points") return [...said, ...ofEdge(result)];
    said.push(filled("zonder_punten", {}));
    if (result.large.length && !result.shown.length) said.push(filled("zonder_groepen", {}));
    return said;
  }

  function ofEdge(result) {
    const { certain, tied } = result.chosen, { order, named, together } = result.tally;
    const next = order.flat().find((t) => !certain.includes(t) && named[t]);
    if (tied.length || !certain.length || !next) return [];
    const last = certain[certain.length - 1];
    if (together[last] !== together[next]) return [];
    return [filled("rand." + (named[last] > named[next] ? "briefjes" : "groepen"), { een: quoted([last]), ander: quoted([next]) })];
  }

  function ofWeights(result) {
    if (result.detail === "nothing") return [];
    const said = Object.keys(result.tally.voters).flatMap((pool) => ofPool(pool, result));
    const mensen = sum(Object.values(facts.aanwezigen || {}));
    if (result.total <= mensen) said.push(filled("opkomst", { n: result.total, mensen }));
    return said;
  }

  function ofPool(pool, result) {
    const groups = pool.split("+");
    if (groups.length === 1) return [];
    const alone = Object.keys(result.tally.voters).length === 1;
    const said = [alone ? filled("samen.alle", {}) : filled("samen.deel", { groepen: inARow(groups.map(groupOf)) })];
    for (const group of groups) {
      const n = result.voters[group];
      if (n >= least) continue;
      const [stemmer, stemmers] = facts.stemmers[group];
      said.push(filled("klein." + howMany(n), { groep: groupOf(group), n, minstens: least }));
      said.push(filled("vraag." + howMany(n), { stemmer, stemmers }));
    }
    return said;
  }

  function ofGroups(result) {
    if (result.detail === "nothing") return [];
    const said = [], { certain, tied } = result.chosen;
    let missed = false;
    for (const [pool, firsts] of Object.entries(result.firsts)) {
      const groep = "‘" + poolName(pool, result.voters) + "’";
      const out = firsts.filter((t) => !certain.includes(t) && !tied.includes(t));
      if (firsts.length > facts.hoogstens_eersten) {
        said.push(filled("eerste.geen", { groep }));
        continue;
      }
      missed = missed || out.length > 0;
      if (firsts.length === 1) {
        const how = out.length ? "niet" : tied.includes(firsts[0]) ? "gelijk" : "gekozen";
        said.push(filled("eerste." + how, { groep, thema: quoted(firsts) }));
        continue;
      }
      said.push(filled("eerste.samen", { groep, themas: quoted(firsts) }));
      if (out.length) said.push(filled("eerste.samen_niet", { themas: quoted(out) }));
    }
    if (missed) said.push(filled("eerste.praat", {}));
    return said;
  }

  function ofFirmness(result) {
    if (result.detail === "nothing") return [];
    const said = [], points = result.detail === "points", { runs, changed, entering, leaving } = result.firmness;
    if (!changed) said.push(filled("vast", {}));
    else if (!points) said.push(filled("los.zonder", {}));
    else {
      said.push(filled("los", { anders: changed, n: runs }));
      for (const [name, some] of [["los.bij", entering], ["los.af", leaving]]) if (some.length) said.push(filled(name, { themas: quoted(some) }));
    }
    const { certain, tied } = result.inPairs;
    if (sameChoice(result.chosen, result.inPairs)) said.push(filled("paren.gelijk", {}));
    else said.push(filled("paren.anders", { themas: quoted([...certain, ...tied]) }));
    return [...said, ...ofAgreement(result, points)];
  }

  function ofAgreement(result, points) {
    const word = agreementOf(result.w);
    if (word === "unknown") return [filled("eens.onbekend", {})];
    // In two decimals W would tell what a group too small to be shown did to it.
    const said = [filled(points ? "eens.getal" : "eens", { hoe: facts.eens[word], w: dutch(result.w) })];
    if (word === "none") said.push(filled("eens.praat", {}));
    if (Object.keys(result.tally.voters).length > 1) {
      for (const pool of result.shown) {
        const own = agreementOf(result.agreements[pool]);
        if (own !== "unknown") said.push(filled("eens.groep", { groep: "‘" + poolName(pool, result.voters) + "’", hoe: facts.eens[own] }));
      }
    }
    return said;
  }

  function ofTogether(result) {
    if (result.detail === "nothing" || !result.answers) return [];
    const said = [], often = result.together.filter(([, people]) => people >= least);
    const groups = Object.keys(result.tally.voters).length;
    if (result.answers < least) return [filled("doen.weinig", {})];
    if (!often.length) said.push(filled("doen.verdeeld", {}));
    for (const [theme, n, from] of often.slice(0, depth)) {
      said.push(filled("doen", { thema: quoted([theme]), n, alle: result.answers }));
      if (from === groups && groups > 1) said.push(filled("doen.groepen", {}));
      if (!result.wanted.includes(theme)) said.push(filled("doen.niet", { thema: quoted([theme]) }));
    }
    return said;
  }

  return { pools, outcome, told, tooMany, poolName, dutch };
})();
