//! The lattice of readings, and the search for its best path.
//!
//! Boundaries lie between pieces; an edge spans one or two pieces and stands for none, one or two words of the
//! language model. The search is a beam search over model states (Viterbi with pruning); a forward and a backward
//! pass over what the beam kept give each edge its posterior probability. Costs are integers and ties go to the
//! edge and state that come first in order; probabilities use `libm`, not the machine's: the result is the same everywhere.

use crate::lm::{Cost, Model, State};

/// One way to read one or two pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// Boundary where it starts.
    pub from: u32,
    /// Boundary where it ends: `from + 1` or `from + 2`.
    pub to: u32,
    /// The words it stands for; the first `count` count.
    pub words: [u16; 2],
    /// How many words: 0, 1 or 2.
    pub count: u8,
    /// What the reading costs apart from the language model.
    pub cost: Cost,
    /// The caller's note of what the edge is.
    pub tag: u32,
}

/// How wide the search is.
#[derive(Debug, Clone, Copy)]
pub struct Beam {
    /// States kept at each boundary.
    pub width: usize,
    /// A state that costs this much more than the best is dropped.
    pub window: Cost,
}

/// A state at a boundary.
#[derive(Debug, Clone, Copy)]
struct Node {
    state: State,
    best: Cost,
    /// Arc of the best path into it.
    back: u32,
    alpha: f32,
    beta: f32,
}

/// A way from one node to another.
#[derive(Debug, Clone, Copy)]
struct Arc {
    state: State,
    total: Cost,
    edge: u32,
    from: u32,
    to: u32,
    step: Cost,
}

/// The best path with the posterior of each edge of the lattice.
#[derive(Debug, Default)]
pub struct Path {
    /// Indices of the edges of the best path, in order.
    pub edges: Vec<u32>,
    /// What each of them cost, the language model included.
    pub steps: Vec<Cost>,
    /// Posterior probability of every edge of the lattice.
    pub posterior: Vec<f32>,
    /// Cost of the best path.
    pub cost: Cost,
}

/// Memory that the search uses again and again.
#[derive(Debug, Default)]
pub struct Decoder {
    nodes: Vec<Node>,
    arcs: Vec<Arc>,
    pending: Vec<Vec<Arc>>,
    /// The cheapest way so far to each boundary.
    cheapest: Vec<Cost>,
    spans: Vec<std::ops::Range<usize>>,
}

impl Decoder {
    /// Finds the best path through `edges`, sorted by `from`, over `boundaries` boundaries, starting in `start`.
    ///
    /// Every boundary but the last must have an edge that spans one piece. The cost of a word after a state is the
    /// model's.
    pub fn decode(&mut self, model: &Model<'_>, edges: &[Edge], boundaries: usize, start: State, beam: Beam) -> Path {
        self.forward(model, edges, boundaries, start, beam);
        let mut path = Path { posterior: vec![0.0; edges.len()], ..Path::default() };
        let Some(last) = self.spans.last().cloned().filter(|span| !span.is_empty()) else {
            return path;
        };
        // The best node at the end; ties to the first.
        let mut node = last.clone().min_by_key(|&i| (self.nodes[i].best, i)).unwrap_or(last.start);
        path.cost = self.nodes[node].best;
        self.backward(last);
        for arc in &self.arcs {
            if arc.to == u32::MAX {
                continue;
            }
            let (from, to) = (&self.nodes[arc.from as usize], &self.nodes[arc.to as usize]);
            path.posterior[arc.edge as usize] += libm::expf(from.alpha - nats(arc.step) + to.beta);
        }
        while self.nodes[node].back != u32::MAX {
            let arc = self.arcs[self.nodes[node].back as usize];
            path.edges.push(arc.edge);
            path.steps.push(arc.step);
            node = arc.from as usize;
        }
        path.edges.reverse();
        path.steps.reverse();
        path
    }

    fn forward(&mut self, model: &Model<'_>, edges: &[Edge], boundaries: usize, start: State, beam: Beam) {
        self.nodes.clear();
        self.arcs.clear();
        self.spans.clear();
        self.pending.iter_mut().for_each(Vec::clear);
        if self.pending.len() < boundaries + 2 {
            self.pending.resize(boundaries + 2, Vec::new());
        }
        self.cheapest.clear();
        self.cheapest.resize(boundaries + 2, Cost::MAX - beam.window);
        self.nodes.push(Node { state: start, best: 0, back: u32::MAX, alpha: 0.0, beta: f32::NEG_INFINITY });
        self.spans.push(0..1);
        let mut edge_at = 0;
        for boundary in 0..boundaries {
            if boundary > 0 {
                self.settle(boundary, beam);
            }
            let span = self.spans[boundary].clone();
            let first = edge_at;
            while edge_at < edges.len() && edges[edge_at].from as usize == boundary {
                edge_at += 1;
            }
            for (i, edge) in edges[first..edge_at].iter().enumerate() {
                // Nodes are sorted by their last word: what the model knows of the pair is asked once a word.
                let mut pair = None;
                let cheapest = &mut self.cheapest[edge.to as usize];
                for n in span.clone() {
                    let node = self.nodes[n];
                    // No word costs less than nothing: what is out of the window now stays out of it.
                    if node.best + edge.cost > *cheapest + beam.window {
                        continue;
                    }
                    let (mut step, mut state) = (edge.cost, node.state);
                    for (k, &word) in edge.words[..usize::from(edge.count)].iter().enumerate() {
                        let known = match pair {
                            Some((before, known)) if k == 0 && before == state.word => known,
                            _ => model.pair(state.word, word),
                        };
                        if k == 0 {
                            pair = Some((state.word, known));
                        }
                        let (cost, next) = model.next_of(state, word, known);
                        step += cost;
                        state = next;
                    }
                    *cheapest = (*cheapest).min(node.best + step);
                    self.pending[edge.to as usize].push(Arc {
                        state,
                        total: node.best + step,
                        edge: (first + i) as u32,
                        from: n as u32,
                        to: u32::MAX,
                        step,
                    });
                }
            }
        }
    }

    /// Turns the arcs into a boundary to its nodes, and prunes them.
    fn settle(&mut self, boundary: usize, beam: Beam) {
        let mut arcs = std::mem::take(&mut self.pending[boundary]);
        let best = arcs.iter().map(|a| a.total).min().unwrap_or(0);
        arcs.retain(|a| a.total <= best + beam.window);
        arcs.sort_unstable_by_key(|a| (a.state, a.total, a.edge, a.from));
        let first_node = self.nodes.len();
        // The cost that a state must beat to be among the beam's.
        let mut heads: Vec<Cost> = Vec::with_capacity(arcs.len());
        let mut i = 0;
        while i < arcs.len() {
            heads.push(arcs[i].total);
            let state = arcs[i].state;
            while i < arcs.len() && arcs[i].state == state {
                i += 1;
            }
        }
        let mut limit = best + beam.window;
        if heads.len() > beam.width {
            let (_, cut, _) = heads.select_nth_unstable(beam.width - 1);
            limit = limit.min(*cut);
        }
        let mut i = 0;
        while i < arcs.len() {
            let (state, total) = (arcs[i].state, arcs[i].total);
            let keep = total <= limit && self.nodes.len() - first_node < beam.width;
            let node = self.nodes.len() as u32;
            if keep {
                self.nodes.push(Node {
                    state,
                    best: total,
                    back: self.arcs.len() as u32,
                    alpha: f32::NEG_INFINITY,
                    beta: f32::NEG_INFINITY,
                });
            }
            while i < arcs.len() && arcs[i].state == state {
                if keep {
                    let from = self.nodes[arcs[i].from as usize].alpha;
                    let node = &mut self.nodes[node as usize];
                    node.alpha = log_add(node.alpha, from - nats(arcs[i].step));
                    self.arcs.push(Arc { to: self.nodes.len() as u32 - 1, ..arcs[i] });
                }
                i += 1;
            }
        }
        self.spans.push(first_node..self.nodes.len());
        arcs.clear();
        self.pending[boundary] = arcs;
    }

    /// Sets every node's backward score so that forward + backward is a log-probability.
    fn backward(&mut self, last: std::ops::Range<usize>) {
        let total = last.clone().fold(f32::NEG_INFINITY, |sum, i| log_add(sum, self.nodes[i].alpha));
        for i in last {
            self.nodes[i].beta = -total;
        }
        for arc in self.arcs.iter().rev() {
            let score = self.nodes[arc.to as usize].beta - nats(arc.step);
            let from = &mut self.nodes[arc.from as usize];
            from.beta = log_add(from.beta, score);
        }
    }
}

fn nats(cost: Cost) -> f32 {
    cost as f32 / 1000.0
}

fn log_add(a: f32, b: f32) -> f32 {
    let (high, low) = if a >= b { (a, b) } else { (b, a) };
    if low == f32::NEG_INFINITY { high } else { high + libm::log1pf(libm::expf(low - high)) }
}
