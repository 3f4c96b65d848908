"""Creates, changes and reads buying requests, submits quotations and negotiates about them, and holds back suspicious text
that a buyer and a supplier write to each other.
"""
