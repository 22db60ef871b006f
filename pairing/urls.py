from django.urls import path

from .views import board, lab, line, papers, publishing, saying

app_name = "pairing"

BOARD = "o/<slug:organization>/cohorts/<uuid:pk>/pairing/"
RUN = f"{BOARD}runs/<int:number>/"
PAIRS = "o/<slug:organization>/cohorts/<uuid:pk>/pairs/"
LAB = "o/<slug:organization>/lab/"
PAIR = f"{LAB}<uuid:pk>/"

urlpatterns = [
    path(BOARD, board.board, name="board"),
    path(f"{BOARD}runs/", board.runs, name="runs"),
    path(RUN, board.run, name="run"),
    path(f"{RUN}leaders/<uuid:leader>/", board.leader, name="leader"),
    path(f"{RUN}against/<int:other>/", board.comparison, name="comparison"),
    path(f"{RUN}name/", board.naming, name="naming"),
    path(f"{RUN}swaps/", saying.swaps, name="swaps"),
    path(f"{RUN}preview/", publishing.preview, name="preview"),
    path(f"{RUN}preview/<uuid:leader>/", publishing.reading, name="reading"),
    path(f"{RUN}publish/", publishing.publish, name="publish"),
    path(f"{BOARD}jobs/<uuid:job>/", board.job, name="job"),
    path(f"{BOARD}jobs/<uuid:job>/calling-off/", board.calling_off, name="calling_off"),
    path(f"{BOARD}rules/", saying.rules, name="rules"),
    path(f"{BOARD}rules/<uuid:rule>/release/", saying.release, name="release"),
    path(f"{BOARD}seats/", saying.seats, name="seats"),
    path(f"{BOARD}departments/", saying.departments, name="departments"),
    path(f"{BOARD}exceptions/", line.exceptions, name="exceptions"),
    path(f"{BOARD}exceptions/<uuid:exception>/taking-back/", line.taking_back, name="exception_taking_back"),
    path(f"{BOARD}asking/", saying.asking, name="asking"),
    path(PAIRS, publishing.pairs, name="pairs"),
    path(f"{PAIRS}<uuid:pair>/end/", publishing.end, name="end"),
    path(LAB, lab.lab, name="lab"),
    path(PAIR, lab.pair, name="pair"),
    path(f"{PAIR}papers/", papers.papers_pdf, name="papers_pdf"),
    path(f"{PAIR}accept/", lab.accept, name="accept"),
    path(f"{PAIR}decline/", lab.decline, name="decline"),
    path(f"{PAIR}line/", lab.line, name="line"),
    path(f"{PAIR}work/", lab.work, name="work"),
    path(f"{PAIR}pause/", lab.pause, name="pause"),
    path(f"{PAIR}resume/", lab.resume, name="resume"),
    path(f"{PAIR}leave/", lab.leave, name="leave"),
]
