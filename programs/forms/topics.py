"""A program's topics as rows of levels: what a mentor knows, what a leader's question is about."""

from django import forms


class TopicRows:
    """`LEVELS` are the choices of each row, the first of them none; `topics_given` is {key: level} without the nones."""

    LEVELS = ()

    def add_topics(self, program, given):
        self.topic_names = {}
        for topic in program.topics:
            name = f"topic_{topic['key']}"
            self.topic_names[name] = topic["key"]
            self.fields[name] = forms.TypedChoiceField(
                label=topic["label"],
                choices=self.LEVELS,
                coerce=int,
                empty_value=0,
                required=False,
                initial=given.get(topic["key"], 0),
                widget=forms.RadioSelect,
            )

    @property
    def topic_rows(self):
        return [self[name] for name in self.topic_names]

    @property
    def other_fields(self):
        return [field for field in self.visible_fields() if field.name not in self.topic_names]

    @property
    def topics_given(self):
        chosen = {key: self.cleaned_data.get(name) for name, key in self.topic_names.items()}
        return {key: level for key, level in chosen.items() if level}

    @property
    def topics_error(self):
        """Said of all rows together, and so drawn above them."""
        whole = self.non_field_errors().as_data()
        return " ".join(str(message) for error in whole if error.code == "topics" for message in error.messages)
