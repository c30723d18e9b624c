#!/usr/bin/env python3
"""Trains a classifier of sentiment that has the shape of DistilBERT, and writes all that the
example needs into a folder:

    train.py [--steps=600] [folder]

    sentiment.onnx      input_ids and attention_mask, 1x32 each, to logits, 1x2
    vocabulary.txt      the pieces of words, one a line
    samples/            for onnxc's --calib: a folder for each sentence
    test.txt            sentences that training does not see: 0 or 1, a tab, the sentence

Needs Debian's python3-torch. The sentences are made by the small grammar below: reviews, whose
sentiment hangs on negations and on which of two clauses counts. Takes a minute of a core with a
fast BLAS (libopenblas0), more than two with that of the reference.
"""
import argparse
import collections
import functools
import pathlib
import random
import sys

import numpy
import torch
from torch import nn

LENGTH, WIDTH, HEADS, LAYERS, INNER = 32, 64, 2, 2, 256
VOCABULARY_SIZE = 600
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]

SUBJECTS = (
    "the film|this movie|the plot|the acting|its music|the ending|the hotel|our room|"
    "the breakfast|the service|the staff|this phone|its battery|the screen|the camera|"
    "the book|this novel|the author|the concert|the singer|the restaurant|the soup|"
    "the wine|the play|her performance|the dialogue|the second half|the story"
)
GOOD = (
    "wonderful|great|superb|delightful|charming|brilliant|moving|excellent|fresh|lovely|"
    "impressive|clever|thoughtful|enjoyable|beautiful|funny|gripping|perfect|warm|"
    "elegant|honest|graceful|outstanding|pleasant"
)
BAD = (
    "dull|awful|terrible|boring|weak|dreadful|tedious|messy|bland|stale|clumsy|annoying|"
    "shallow|lifeless|painful|ugly|predictable|cheap|cold|careless|pointless|unpleasant|"
    "forgettable|disappointing"
)
ADVERBS = (
    "really|truly|quite|simply|remarkably|absolutely|surprisingly|thoroughly|utterly|"
    "rather"
)
LIKES = "loved|enjoyed|admired|adored|recommend|will remember"
DISLIKES = "hated|regret|disliked|could not stand|would avoid|want to forget"
ASIDES = (
    "we went there on a monday|my sister chose it|it was raining outside|"
    "it took two hours|a friend had told me about it|there were many people|"
    "i had read about it before|we paid in advance"
)
SUBJECTS, GOOD, BAD, ADVERBS, LIKES, DISLIKES, ASIDES = (
    text.split("|") for text in [SUBJECTS, GOOD, BAD, ADVERBS, LIKES, DISLIKES, ASIDES]
)


def clause(pick, good):
    """A clause of the sentiment `good`."""
    subject, adverb = pick.choice(SUBJECTS), pick.choice(ADVERBS)
    adjective, opposite = map(pick.choice, (GOOD, BAD) if good else (BAD, GOOD))
    direct = [
        f"{subject} is {adverb} {adjective}",
        f"{subject} was {adjective}",
        f"i found {subject} {adverb} {adjective}",
        f"i {pick.choice(LIKES if good else DISLIKES)} {subject}",
        f"what {'an' if adjective[0] in 'aeiou' else 'a'} {adjective} surprise {subject} was",
    ]
    negated = [
        f"{subject} is not {opposite}",
        f"{subject} was never {opposite}",
        f"nobody would call {subject} {opposite}",
        f"there is nothing {opposite} about {subject}",
    ]
    return pick.choice(direct if pick.random() < 0.75 else negated)


def sentence(pick, good):
    main, other, aside = clause(pick, good), clause(pick, not good), pick.choice(ASIDES)
    alone = [main, f"{main}, and {clause(pick, good)}", f"{aside}. {main}", f"{main}; {aside}"]
    against = [f"{other}, but {main}", f"although {other}, {main}", f"{main}, even if {other}"]
    text = pick.choice(alone if pick.random() < 0.75 else against)
    return text.capitalize() + pick.choice([".", "!", "", "..."])


def make_data(count, seed):
    pick = random.Random(seed)
    labels = [i % 2 for i in range(count)]
    return [(sentence(pick, label == 1), label) for label in labels]


def split_words(text):
    """Lower case; each mark is a word of its own. Of ASCII, as splitWords in classify.cpp."""
    spaced = "".join(c if c.isalnum() or c.isspace() else f" {c} " for c in text.lower())
    return spaced.split()


def learn_pieces(texts):
    """Joins the most frequent pair of neighbouring pieces until there are enough."""
    counts = collections.Counter(word for text in texts for word in split_words(text))
    split = {word: [word[0]] + ["##" + c for c in word[1:]] for word in counts}
    pieces = {piece for parts in split.values() for piece in parts}
    while len(SPECIAL) + len(pieces) < VOCABULARY_SIZE:
        pairs = collections.Counter()
        for word, parts in split.items():
            for pair in zip(parts, parts[1:]):
                pairs[pair] += counts[word]
        if not pairs:
            break
        first, second = min(pairs, key=lambda pair: (-pairs[pair], pair))
        joined = first + second[2:]
        pieces.add(joined)
        for parts in split.values():
            for i in range(len(parts) - 2, -1, -1):
                if parts[i : i + 2] == [first, second]:
                    parts[i : i + 2] = [joined]
    return SPECIAL + sorted(pieces)


class Tokenizer:
    """WordPiece: the longest piece that fits, from left to right. As Tokenizer in classify.cpp."""

    def __init__(self, pieces):
        self.ids = {piece: i for i, piece in enumerate(pieces)}

    @functools.lru_cache(maxsize=None)
    def split(self, word):
        ids, begin = [], 0
        while begin < len(word):
            mark = "##" if begin else ""
            end = next(
                (e for e in range(len(word), begin, -1) if mark + word[begin:e] in self.ids), None
            )
            if end is None:
                return [self.ids["[UNK]"]]
            ids.append(self.ids[mark + word[begin:end]])
            begin = end
        return ids

    def encode(self, text):
        ids = [i for word in split_words(text) for i in self.split(word)][: LENGTH - 2]
        ids = [self.ids["[CLS]"]] + ids + [self.ids["[SEP]"]]
        mask = [1] * len(ids) + [0] * (LENGTH - len(ids))
        return ids + [self.ids["[PAD]"]] * (LENGTH - len(ids)), mask


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.first, self.second = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.attention_norm, self.output_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.dropout = nn.Dropout(0.1)

    def attend(self, x, mask):
        def heads(y):
            return y.view(-1, LENGTH, HEADS, WIDTH // HEADS).transpose(1, 2)

        scores = heads(self.query(x)) @ heads(self.key(x)).transpose(2, 3)
        weights = torch.softmax(scores / (WIDTH // HEADS) ** 0.5 + mask, dim=-1)
        joined = (weights @ heads(self.value(x))).transpose(1, 2).reshape(-1, LENGTH, WIDTH)
        return self.out(joined)

    def forward(self, x, mask):
        x = self.attention_norm(x + self.dropout(self.attend(x, mask)))
        inner = self.second(nn.functional.gelu(self.first(x)))
        return self.output_norm(x + self.dropout(inner))


class Classifier(nn.Module):
    def __init__(self, pieces):
        super().__init__()
        self.words, self.places = nn.Embedding(pieces, WIDTH), nn.Embedding(LENGTH, WIDTH)
        self.norm, self.dropout = nn.LayerNorm(WIDTH), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.pre_classifier, self.classifier = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 2)
        self.apply(self.initialize)

    @staticmethod
    def initialize(module):
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=0.6 * module.in_features**-0.5)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)

    def forward(self, ids, mask):
        x = self.dropout(self.norm(self.words(ids) + self.places.weight))
        hidden = (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, hidden)
        return self.classifier(torch.relu(self.pre_classifier(x[:, 0])))


def to_tensors(tokenizer, data):
    encoded = [tokenizer.encode(text) for text, _ in data]
    ids, masks = (torch.tensor([pair[i] for pair in encoded]) for i in range(2))
    return ids, masks, torch.tensor([label for _, label in data])


def train(model, ids, masks, labels, steps):
    optimizer = torch.optim.AdamW(model.parameters(), lr=6e-4, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 6e-4, total_steps=steps, pct_start=0.1
    )
    model.train()
    for step in range(steps):
        batch = torch.randint(len(labels), (32,))
        loss = nn.functional.cross_entropy(model(ids[batch], masks[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 100 == 99:
            print(f"step {step + 1}: loss {loss.item():.4f}", file=sys.stderr)
    model.eval()


def accuracy(model, ids, masks, labels):
    with torch.no_grad():
        return (model(ids, masks).argmax(1) == labels).float().mean().item()


def write_samples(folder, ids, masks):
    for i in range(len(ids)):
        sample = folder / f"{i:03d}"
        sample.mkdir(parents=True, exist_ok=True)
        numpy.save(sample / "input_ids.npy", ids[i : i + 1].numpy())
        numpy.save(sample / "attention_mask.npy", masks[i : i + 1].numpy())


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("folder", nargs="?", default="model", type=pathlib.Path)
    arguments = parser.parse_args()
    torch.manual_seed(7)
    torch.set_num_threads(1)

    training = make_data(10000, seed=1)
    seen = {text for text, _ in training}
    test = [pair for pair in make_data(3000, seed=2) if pair[0] not in seen][:2000]
    pieces = learn_pieces(text for text, _ in training)
    tokenizer = Tokenizer(pieces)
    ids, masks, labels = to_tensors(tokenizer, training)
    model = Classifier(len(pieces))
    train(model, ids, masks, labels, arguments.steps)
    print(f"accuracy on {len(test)} sentences: {accuracy(model, *to_tensors(tokenizer, test)):.4f}")

    arguments.folder.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        model,
        (ids[:1], masks[:1]),
        str(arguments.folder / "sentiment.onnx"),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        opset_version=13,
    )
    (arguments.folder / "vocabulary.txt").write_text("\n".join(pieces) + "\n")
    (arguments.folder / "test.txt").write_text(
        "".join(f"{label}\t{text}\n" for text, label in test)
    )
    write_samples(arguments.folder / "samples", ids[:100], masks[:100])


if __name__ == "__main__":
    main()
