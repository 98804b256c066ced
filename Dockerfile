# Laurel in one image: the server by default, `python manage.py ...` for everything else.
FROM python:3.11-slim

WORKDIR /laurel
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

COPY . .
# Nobody needs to be root, and only the folder of the database and the keys is written to.
RUN useradd --system --uid 10001 laurel && mkdir -p data && chown laurel data
USER laurel
VOLUME /laurel/data

ENV PYTHONUNBUFFERED=1
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/api/healthz', timeout=4)"]
CMD ["streamlit", "run", "app.py", "--server.port=8501", "--server.address=0.0.0.0"]
