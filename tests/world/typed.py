"""What people of the world typed, each in words that occur nowhere else."""

NOTE, SENTENCE, PAPER = "qznotealpha", "qzsentencedelta", "qzpaperiota"
REMARK = "qzremarkzeta 联系 13957310249"
REMARK_SHOWN = "qzremarkzeta 联系"
REMARK_HIDDEN = "13957310249"
SEARCH = "qzsearchtheta 我的客户"
REPORT_WORDS, REPORT_WORDS_OUT = "qzreportmine 睚眦", "qzreportout 睚眦"
REPORT_ABOUT, REPORT_CONTACT = "qzreportabout", "qzreportcall"
