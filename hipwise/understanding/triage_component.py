"""Rasa component: reads every message for danger signs and overrules the intent on a hit.

It stands after the intent classifier and before `Decision`. The rules and models are in
`hipwise.understanding.triage`; this only fetches vectors, trains, stores and sets results.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import (
    FEATURE_TYPE_SENTENCE,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from hipwise.errors import HipwiseError, cause
from hipwise.settings import PROJECT
from hipwise.understanding.encoder import SentenceEncoder, Vectors
from hipwise.understanding.sentence_featurizer import encoder_from_config
from hipwise.understanding.triage.assessment import DISTRESS, NOTHING_FOUND, Assessment
from hipwise.understanding.triage.assessor import Assessor
from hipwise.understanding.triage.paraphrases import (
    Examples,
    Features,
    ParaphraseModel,
    Shares,
    read_paraphrases,
    train,
)
from hipwise.understanding.triage.reading import segments_of

logger = logging.getLogger(__name__)

TRIAGE = "triage"  # key of the result in a message
RED_FLAG = "report_red_flag"
DISTRESSED = "report_distress"
FLAGS = (RED_FLAG, DISTRESSED)

TABLES = ("terms.yml", "patterns.yml")  # stored with the model, whose features they define
MODEL = "paraphrases.npz"

Ranking = List[Dict[str, Any]]


class TriageMissing(HipwiseError):
    """The trained triage is absent or damaged."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Triage(GraphComponent, IntentClassifier):
    """Sets `triage` on every message: `{"tier": ..., "signs": [...], "ask": ...}`.

    Config:
        tables: the folder of the tables and paraphrases, from the project's root.
        encoder, cache: as for `SentenceFeaturizer`; give both the same.
        distress_at: chance from which the classifier's own word for distress counts.
        mistaken: shares of ordinary messages that the paraphrase model may mistake; see `Shares`.
    """

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """A featurizer; the classifier it overrules is no part of its training."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Defaults; see the class."""
        return {
            "tables": "data/triage",
            "encoder": "minilm",
            "cache": "var/encoder",
            "distress_at": 0.5,
            "mistaken": {"asked": 0.06, "found": 0.002, "distress": 0.005},
        }

    @staticmethod
    def required_packages() -> List[str]:
        """Packages needed to run."""
        return ["spacy", "sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Makes `rasa train` train again when a table has changed."""
        digest = hashlib.sha256()
        folder = PROJECT / config.get("tables", "data/triage")
        for path in sorted(folder.glob("*.yml")):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()

    def __init__(
        self,
        config: Dict[str, Any],
        encoder: SentenceEncoder,
        model_storage: ModelStorage,
        resource: Resource,
        assessor: Assessor | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Takes its parts; `assessor` is None until `train`."""
        self._config = config
        self._encoder = encoder
        self._storage = model_storage
        self._resource = resource
        self._assessor = assessor
        self._today = today

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Triage:
        """Creates the component for training."""
        return cls(config, encoder_from_config(config), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Triage:
        """Loads a trained component.

        Raises:
            TriageMissing: the model holds none, or a damaged one. Without triage nothing may
                be answered.
        """
        encoder = encoder_from_config(config)
        try:
            with model_storage.read_from(resource) as folder:
                model = ParaphraseModel.loads((folder / MODEL).read_bytes())
                assessor = Assessor(folder, model)
            if model.width != encoder.dimension + assessor.concept_count:
                raise ValueError("model and encoder do not fit together")
        except (ValueError, OSError, KeyError) as error:
            raise TriageMissing(
                f"the model holds no working triage ({type(error).__name__}): train again"
            ) from error
        return cls(config, encoder, model_storage, resource, assessor)

    def train(self, training_data: TrainingData) -> Resource:
        """Trains the paraphrase model against all examples of the other intents.

        Raises:
            TermsError: a table in the folder is missing or wrong.
        """
        folder = PROJECT / self._config["tables"]
        assessor = Assessor(folder)
        texts, labels, ordinary = read_paraphrases(folder)
        messages = [one for one in training_data.intent_examples if one.get(TEXT)]
        sad = [one.get(TEXT) for one in messages if one.get(INTENT) == DISTRESSED]
        texts, labels = texts + sad, labels + [DISTRESS] * len(sad)
        flags = [one for one in messages if one.get(INTENT) == RED_FLAG]
        others = [one for one in messages if one.get(INTENT) not in FLAGS]
        others.extend(Message.build(text) for text in ordinary)
        model = train(
            Examples(
                signs=self._whole(assessor, [Message.build(text) for text in texts]),
                labels=labels,
                flags=self._whole(assessor, flags),
                ordinary=self._features(assessor, others),
            ),
            Shares(**self._config["mistaken"]),
        )
        self._assessor = Assessor(folder, model)
        with self._storage.write_to(self._resource) as target:
            for table in TABLES:
                shutil.copyfile(folder / table, Path(target) / table)
            (Path(target) / MODEL).write_bytes(model.dumps())
        return self._resource

    def _whole(self, assessor: Assessor, messages: Sequence[Message]) -> Features:
        """Features of whole messages, one row each."""
        docs = [assessor.reader.read(message.get(TEXT)) for message in messages]
        vectors = self._vectors(messages, [[] for _ in docs])
        rows = [assessor.features(doc, rows)[0] for doc, rows in zip(docs, vectors)]
        if not rows:
            raise TriageMissing("no training examples of danger signs")
        return np.stack(rows)

    def _features(self, assessor: Assessor, messages: Sequence[Message]) -> List[Features]:
        """Features of messages and their segments."""
        docs = [assessor.reader.read(message.get(TEXT)) for message in messages]
        vectors = self._vectors(messages, [segments_of(doc) for doc in docs])
        return [assessor.features(doc, rows) for doc, rows in zip(docs, vectors)]

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets `triage` on each message, and the intent where a sign is found."""
        for message in messages:
            assessment = self._assess(message)
            message.set(TRIAGE, assessment.as_dict(), add_to_output=True)
            self._overrule(message, assessment)
        return messages

    def _assess(self, message: Message) -> Assessment:
        text = message.get(TEXT)
        if not text or self._assessor is None:
            return NOTHING_FOUND
        doc = self._assessor.reader.read(text)
        today = self._day_of(message)
        try:
            (vectors,) = self._vectors([message], [segments_of(doc)])
            assessment = self._assessor.assess(doc, vectors, today)
        except Exception as error:  # the encoder failed; the rules can still speak
            logger.error("paraphrases could not be heard: %s", cause(error))
            assessment = self._assessor.assess(doc, None, today)
        if assessment.signs:
            return assessment
        intent = message.get(INTENT) or {}
        chance = intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0
        distressed = (
            intent.get(INTENT_NAME_KEY) == DISTRESSED and chance >= self._config["distress_at"]
        )
        # The classifier makes nothing of the "not" in "not suicidal".
        if distressed and not self._assessor.denies_harm(doc):
            return Assessment(None, (DISTRESS,), None)
        return assessment

    def _day_of(self, message: Message) -> date:
        """The person's day, which the channel puts into the metadata, or the clock's."""
        said = (message.get("metadata") or {}).get("now")
        try:
            return datetime.fromisoformat(said).date() if said else self._today()
        except (TypeError, ValueError):
            return self._today()

    def _overrule(self, message: Message, assessment: Assessment) -> None:
        ranking: Ranking = message.get(INTENT_RANKING_KEY) or []
        if assessment.signs:
            first = DISTRESSED if DISTRESS in assessment.signs else RED_FLAG
        else:
            # A question is `Decision`'s to ask: what the message means stays to be seen.
            self._hand_on(message, ranking)
            return
        # The others keep their order but no chance, so that no later component prefers them.
        others = [
            {**one, PREDICTED_CONFIDENCE_KEY: 0.0}
            for one in ranking
            if one[INTENT_NAME_KEY] != first
        ]
        best = {INTENT_NAME_KEY: first, PREDICTED_CONFIDENCE_KEY: 1.0}
        message.set(INTENT, best, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [dict(best), *others], add_to_output=True)

    def _hand_on(self, message: Message, ranking: Ranking) -> None:
        """Where no sign was found, takes a flag's place in the ranking away."""
        kept = [one for one in ranking if one[INTENT_NAME_KEY] not in FLAGS]
        total = sum(one[PREDICTED_CONFIDENCE_KEY] for one in kept)
        if len(kept) == len(ranking) or total <= 0:
            return
        shared = [
            {**one, PREDICTED_CONFIDENCE_KEY: one[PREDICTED_CONFIDENCE_KEY] / total} for one in kept
        ]
        message.set(INTENT_RANKING_KEY, shared, add_to_output=True)
        if (message.get(INTENT) or {}).get(INTENT_NAME_KEY) in FLAGS:
            message.set(INTENT, dict(shared[0]), add_to_output=True)

    def _vectors(
        self, messages: Sequence[Message], segments: Sequence[Sequence[str]]
    ) -> List[Vectors]:
        """For each message, its own vector and then those of its segments."""
        wanted: List[str] = []
        known = [self._vector_of(message) for message in messages]
        for message, vector, parts in zip(messages, known, segments):
            wanted.extend([*([] if vector is not None else [message.get(TEXT)]), *parts])
        encoded = iter(self._encoder.encode(wanted) if wanted else ())
        result = []
        for vector, parts in zip(known, segments):
            first = vector if vector is not None else next(encoded)
            result.append(np.stack([first, *(next(encoded) for _ in parts)]))
        return result

    def _vector_of(self, message: Message) -> Vectors | None:
        """The vector that the featurizer left on the message, if it is one of this encoder's."""
        for features in message.features:
            dense = features.is_dense() and features.type == FEATURE_TYPE_SENTENCE
            if dense and features.features.shape[-1] == self._encoder.dimension:
                vector: Vectors = np.asarray(features.features, dtype=np.float32)[0]
                return vector
        return None
